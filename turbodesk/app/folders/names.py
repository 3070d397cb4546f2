"""Judges names of files and folders: which path may be followed, and which are left out because they look secret.

A model writes paths, and a file it read may have told it which. So a path is words between slashes and nothing that a
system reads otherwise: no "..", no drive, no stream, no device, no name that Windows takes for another.
"""

from __future__ import annotations

import re
import unicodedata

MOST_DEEP = 32
"""Folders within one another."""
_LONGEST = 255
_UNFIT = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')
"""What no name has on Windows: a drive, a stream of a file, and the other stroke between folders among it."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)", re.I)
_SHORT = re.compile(r"~\d{1,6}(?:\.|$)")
"""A second name that Windows gives, which would hide what a name looks like."""
_SECRET_NAME = re.compile(
    r"^(?:id_(?:rsa|dsa|ecdsa|ed25519|xmss)\b.*|.*\.(?:pem|p12|pfx|pkcs12|p8|ppk|jks|keystore|kdbx?|asc|gpg|ovpn|agekey)"
    r"|(?:.*[._ -])?(?:passwords?|passwd|passphrases?|credentials?|secrets?|tokens?|api[._ -]?keys?)"
    r"(?:[._ -].*)?|(?:.*[._ -])?private[._ -]?keys?(?:[._ -].*)?"
    r"|wallet\.dat|.*\.wallet|recovery[._ -]?(?:codes?|phrase).*|seed[._ -]?phrase.*|(?:.*\.)?env(?:\..*)?"
    r"|login data|logins\.json|key[34]\.db|cookies(?:\.sqlite)?|authorized_keys|known_hosts|shadow|ntuser\.dat.*)$",
    re.I,
)
"""Names of keys, passwords and logins; more than there are, since what is left out is told and can be attached.
Not ".key", which Keynote's presentations have too: a key is known by how it begins."""
_SECRET_BEGINNING = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY|PuTTY-User-Key-File|-----BEGIN PGP PRIVATE")


def parts_of(path: str) -> tuple[str, ...]:
    """Return the names a path is made of, from the chosen folder's on; () for none.

    Raises:
        ValueError: with a sentence, where it is no path that may be followed.
    """
    names = tuple(name for name in path.strip().split("/") if name not in ("", "."))
    if len(names) > MOST_DEEP:
        raise ValueError("The path is too deep.")
    for name in names:
        if name == "..":
            raise ValueError("A path has no “..” in it.")
        if not may_be_name(name):
            raise ValueError(f"“{name[:80]}” is no name of a file or folder here.")
    return names


def may_be_name(name: str) -> bool:
    """Whether every system takes this for the name of a file or folder, and for the same one."""
    is_plain = not _UNFIT.search(name) and not _DEVICE.match(name) and not _SHORT.search(name)
    is_printable = all(unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in name)
    return 0 < len(name) <= _LONGEST and name == name.rstrip(". ") and "/" not in name and is_plain and is_printable


def is_private(name: str) -> bool:
    """Whether a file or folder is left out by its name: hidden, or looking like a key or a password."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return plain.startswith(".") or _SECRET_NAME.match(plain) is not None


def holds_key(beginning: bytes) -> bool:
    """Whether a file begins as a private key does, whatever it is called."""
    return _SECRET_BEGINNING.search(beginning[:2_000]) is not None
