#!/bin/sh
# Puts TurboDesk into your menu, for you alone; nothing outside your home is touched and no password is needed.
#
#   ./install.sh            install, or bring an installed one up to date
#   ./install.sh --remove   take it out again; your conversations stay where they are
#
# PREFIX chooses another place than ~/.local.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
prefix=${PREFIX:-${HOME:?is not set}/.local}
program=$prefix/lib/turbodesk
id=io.github.turbodesk.TurboDesk

say() { printf '%s\n' "$*"; }

# Every file this puts into folders that others use too. Names, not patterns: never more than what was installed.
shared_files() {
    printf '%s\n' "bin/turbodesk" "share/applications/$id.desktop" "share/metainfo/$id.metainfo.xml" \
        "share/man/man1/turbodesk.1.gz" "share/icons/hicolor/scalable/apps/$id.svg"
    for side in 16 22 24 32 48 64 128 256 512; do
        printf '%s\n' "share/icons/hicolor/${side}x$side/apps/$id.png"
    done
}

refresh_menu() {
    # Desktops look anew when the folder has changed. No cache is written: it would have to be kept for other programs.
    [ ! -d "$prefix/share/icons/hicolor" ] || touch "$prefix/share/icons/hicolor"
    # But the one of what opens which files, without which nobody finds that: every program that is installed renews it.
    applications=$prefix/share/applications
    if [ -d "$applications" ] && command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$applications" || :
        [ "$(cat "$applications/mimeinfo.cache" 2>/dev/null)" != "[MIME Cache]" ] || rm -f "$applications/mimeinfo.cache"
    fi
}

remove() {
    shared_files | while read -r file; do rm -f "$prefix/$file"; done
    rm -rf "$program" "$program.new" "$program.old"
    refresh_menu
    say "TurboDesk is removed. Your chats and settings are still in ${XDG_DATA_HOME:-$HOME/.local/share}/TurboDesk;"
    say "delete that folder if you want them gone. Your key is in your system's key store, under \"TurboDesk\"."
}

# As the desktop entry specification wants a path in an Exec line: % doubled, the rest in quotes where it has to be.
quoted() {
    case $1 in
        *[!A-Za-z0-9/._+-]*) printf '%s' "$1" | sed -e 's/%/%%/g' -e 's/[\\"`$]/\\\\&/g' -e 's/^/"/' -e 's/$/"/' ;;
        *) printf '%s' "$1" ;;
    esac
}

# Puts the whole folder in place by its name, so that whoever starts the program finds all of one version. Where mv can
# (coreutils 9.5), both change places at once; else there is none for a moment, and a failure puts the old one back.
take_place() {
    if [ ! -e "$program" ]; then
        mv "$program.new" "$program"
    elif mv --exchange --no-target-directory "$program.new" "$program" 2>/dev/null; then
        mv "$program.new" "$program.old"
    else
        mv "$program" "$program.old"
        if ! mv "$program.new" "$program"; then
            mv "$program.old" "$program"
            exit 1
        fi
    fi
}

# Says in a sentence what a system lacks, where the program's last words tell; else shows these.
explain() {  # explain FILE
    library=$(sed -n 's/^ImportError: \(lib[^ :]*\): cannot open shared object file.*/\1/p' "$1")
    newer=$(sed -n "s/.*version .GLIBC_\([0-9.]*\)' not found.*/\1/p" "$1" | tail -n 1)
    if [ -n "$library" ]; then
        say "TurboDesk needs the library $library, which this system does not have."
    elif [ -n "$newer" ]; then
        say "TurboDesk needs a newer system: one with glibc $newer, as Debian 12 and Ubuntu 22.04 have."
    else
        tail -n 25 "$1"
    fi
}

# Has the new program check itself before the old one goes: it opens its real window where no screen is, in an empty
# home, so that neither the person's chats nor the key store are touched. Asking its version would not even load Qt.
works_here() {
    home=$(mktemp -d) || return 1
    if env -i HOME="$home" XDG_RUNTIME_DIR="$home" TMPDIR="$home" PATH="$PATH" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen \
        "$program.new/turbodesk" --self-test >"$home/found" 2>&1; then
        works=yes
    else
        works=no
        explain "$home/found" >&2
    fi
    rm -rf "$home"
    [ "$works" = yes ] && can_open_windows
}

lacks() {  # lacks FILE: the libraries it needs and the loader does not find
    LD_LIBRARY_PATH=$program.new/_internal ldd "$1" 2>/dev/null | awk '/=> not found/ && !told[$1]++ { printf " %s", $1 }'
}

# Qt talks to a screen by one of two libraries, which it loads only then, and some of what they need is the system's.
# A session of X11 takes the first; where there is none, either is good.
can_open_windows() {
    platforms=$program.new/_internal/PySide6/Qt/plugins/platforms
    absent=$(lacks "$platforms/libqxcb.so")
    [ -n "$absent" ] || return 0
    if [ -n "${WAYLAND_DISPLAY:-}" ] || [ -z "${DISPLAY:-}" ]; then
        [ -n "$(lacks "$platforms/libqwayland.so")" ] || return 0
    fi
    say "To open a window it needs these libraries of the system:$absent" >&2
    return 1
}

install_program() {
    # Left by one that was ended between the two names.
    [ -e "$program" ] || [ ! -e "$program.old" ] || mv "$program.old" "$program"
    rm -rf "$program.new" "$program.old"
    # Whatever ends this before the new one is in place, a full disk too, leaves nothing of it.
    trap 'rm -rf "$program.new"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir -p "$prefix/lib" "$prefix/bin"
    cp -R "$here/turbodesk" "$program.new"
    cp "$here/install.sh" "$program.new/install.sh"
    # Tried before the old one goes: a system that cannot run it keeps what it has.
    if ! works_here; then
        say "TurboDesk does not start on this system; the reason stands above. Nothing was changed." >&2
        exit 1
    fi
    take_place
    rm -rf "$program.old"
    ln -sf "../lib/turbodesk/turbodesk" "$prefix/bin/turbodesk"
}

install_menu_entry() {
    shared_files | while read -r file; do
        case $file in
            bin/*) continue ;;
        esac
        mkdir -p "$(dirname "$prefix/$file")"
        cp "$here/$file" "$prefix/$file"
    done
    # By its full path: ~/.local/bin is not everywhere among the folders that programs are looked for in.
    command=$(quoted "$program/turbodesk")
    entry=$prefix/share/applications/$id.desktop
    while IFS= read -r line; do
        case $line in
            Exec=turbodesk*) printf 'Exec=%s%s\n' "$command" "${line#Exec=turbodesk}" ;;
            *) printf '%s\n' "$line" ;;
        esac
    done <"$here/share/applications/$id.desktop" >"$entry.new"
    mv "$entry.new" "$entry"
    refresh_menu
}

case ${1:-} in
    --remove) remove ;;
    '')
        install_program
        install_menu_entry
        say "TurboDesk is installed. You find it in your menu, or start it as $prefix/bin/turbodesk."
        say "To remove it: $program/install.sh --remove"
        ;;
    *)
        sed -n 's/^# \{0,1\}//; 2,7p' "$0"
        exit 2
        ;;
esac
