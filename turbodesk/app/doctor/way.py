"""The steps from this computer to the gateway: proxy, name, connection, encryption. No key is sent on any of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from turbodesk.app.doctor.words import failed, of, passed, proxy_line, skipped, tls_line
from turbodesk.chat.diagnosis import CheckResult
from turbodesk.chat.errors import Failure
from turbodesk.gateway.address import GatewayAddress
from turbodesk.network.route import Route, route_to
from turbodesk.quantities import number
from turbodesk.translation import _


async def way(address: GatewayAddress, own_proxy: str) -> AsyncGenerator[CheckResult, None]:
    """Yield the four lines, or those up to the first that fails."""
    try:
        route = route_to(address, own_proxy)
    except ValueError as error:
        yield failed("proxy", str(error), _("Correct the proxy in Settings, or in the system’s network settings."))
        return
    yield proxy_line(address, route)
    host, port = (route.host, route.port) if route.proxy else (address.host, address.port)
    yield await _name(host, port, is_proxy=bool(route.proxy))
    yield await _connection(host, port, is_local=address.is_local)
    if address.base_url.startswith("https:"):  # not for people
        yield await _encryption(address, route)
    else:
        yield skipped("tls", _("Not needed: nothing leaves this computer."))


async def _name(host: str, port: int, *, is_proxy: bool) -> CheckResult:
    from turbodesk.gateway import probe

    try:
        found = await probe.addresses_of(host, port)
    except (OSError, UnicodeError) as error:  # a TimeoutError is an OSError
        advice = _("Check the internet connection and the spelling of the name.")
        words = _("The name {host} could not be found on the network.")
        if is_proxy:
            words = _("The proxy’s name {host} could not be found on the network.")
        return failed("name", words.format(host=host), advice, details=_said(error))
    words = (
        _("The proxy’s name {host} leads to {addresses}.") if is_proxy else _("The name {host} leads to {addresses}.")
    )
    return passed("name", words.format(host=host, addresses=", ".join(found[:3])))


async def _connection(host: str, port: int, *, is_local: bool) -> CheckResult:
    from turbodesk.gateway import probe

    try:
        took_s = await probe.connect(host, port)
    except OSError as error:
        advice = _("Check the port in the address, and whether a firewall or a VPN stands in between.")
        if is_local:
            advice = _("Start the gateway on this computer, and check the port in the address.")
        return failed(
            "connection",
            _("Nothing answers at {host}, port {port}.").format(host=host, port=port),
            advice,
            details=_said(error),
        )
    return passed(
        "connection",
        _("{host}, port {port}, answers after {milliseconds} ms.").format(
            host=host, port=port, milliseconds=number(max(1, round(took_s * 1000)))
        ),
    )


async def _encryption(address: GatewayAddress, route: Route) -> CheckResult:
    from turbodesk.gateway import probe

    try:
        return tls_line(await probe.handshake(address, route))
    except Failure as failure:
        return of(failure.note, "tls")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
