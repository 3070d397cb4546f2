"""A desktop portal's settings on the session bus, for the system's own Python: it has GLib's D-Bus.

`portal.py '{"namespace key": value}'` answers `Read` and `ReadAll` with these values; a line of the same form on
standard input changes some of them and says so on the bus. Prints "ready" once it has its name.
"""

from __future__ import annotations

import json
import sys

from gi.repository import Gio, GLib

INTERFACE = "org.freedesktop.portal.Settings"
XML = f"""<node><interface name="{INTERFACE}">
<method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>
<method name="ReadAll"><arg type="as" direction="in"/><arg type="a{{sa{{sv}}}}" direction="out"/></method>
<signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal></interface></node>"""
PATH = "/org/freedesktop/portal/desktop"


def variant(value: object) -> GLib.Variant:
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    return GLib.Variant("u", value) if isinstance(value, int) else GLib.Variant("s", str(value))


def main() -> None:
    values = json.loads(sys.argv[1])
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def called(_bus, _sender, _path, _interface, method, asked, invocation) -> None:  # type: ignore[no-untyped-def]
        if method == "ReadAll":
            everything: dict[str, dict[str, GLib.Variant]] = {}
            for name, value in values.items():
                namespace, _, key = name.partition(" ")
                everything.setdefault(namespace, {})[key] = variant(value)
            invocation.return_value(GLib.Variant("(a{sa{sv}})", (everything,)))
            return
        name = " ".join(asked.unpack())
        if name not in values:
            invocation.return_dbus_error("org.freedesktop.portal.Error.NotFound", "Requested setting not found")
            return
        twice = GLib.Variant("v", GLib.Variant("v", variant(values[name])))  # as real portals do
        invocation.return_value(GLib.Variant.new_tuple(twice))

    def told(source, _condition) -> bool:  # type: ignore[no-untyped-def]
        line = source.readline()
        for name, value in json.loads(line or "{}").items():
            values[name] = value
            arguments = GLib.Variant.new_tuple(
                *map(GLib.Variant.new_string, name.split(" ")), GLib.Variant("v", variant(value))
            )
            bus.emit_signal(None, PATH, INTERFACE, "SettingChanged", arguments)
        return bool(line)

    bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], called, None, None)
    Gio.bus_own_name_on_connection(
        bus,
        "org.freedesktop.portal.Desktop",
        Gio.BusNameOwnerFlags.NONE,
        lambda *_: (sys.stdout.write("ready\n"), sys.stdout.flush()),
        None,
    )
    GLib.io_add_watch(sys.stdin, GLib.IO_IN, told)
    GLib.MainLoop().run()


main()
