"""Unpacks a bundle into a folder of its own, and nowhere else.

A bundle comes from a stranger: names that lead out of the folder, links, device names, two files of one name, sizes
that lie and archives that swell without end are refused, and whatever was unpacked until then is removed.
"""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path

from turbodesk.app.mcp.bundle import BundleRefused
from turbodesk.translation import _

MOST_FILES = 30_000
"""The largest official ones, with their packages beside them, have some 9,000."""
MOST_BYTES = 600 * 1024 * 1024
MOST_SWOLLEN = 200
"""How many times its size a bundle may grow."""
_ALWAYS_TAKEN = 20 * 1024 * 1024
_PORTION = 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others are unpacked by Python in pieces of any size."""
_UNFIT = re.compile(
    r"^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)"  # devices of Windows
    r'|[<>:"|?*\x00-\x1f]'  # and what no name there has, streams of NTFS included
    r"|[. ]$",
    re.IGNORECASE,
)


def unpack(path: Path, folder: Path) -> None:
    """Unpack a bundle into `folder`, which is made and must not exist. On failure nothing is left of it.

    Raises:
        BundleRefused: it holds what no bundle should, or there is no room.
    """
    with ExitStack() as undo:
        try:
            folder.mkdir(parents=True, mode=0o700)
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            with zipfile.ZipFile(path) as packed:
                _unpack_all(packed, folder, path.stat().st_size)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
            raise BundleRefused(_("This bundle is damaged.")) from None
        except FileExistsError:
            raise BundleRefused(_("Two files of this bundle have one name.")) from None
        except OSError as error:
            raise BundleRefused(
                _("The bundle could not be unpacked: {reason}.").format(reason=error.strerror or error)
            ) from None
        undo.pop_all()


def _unpack_all(packed: zipfile.ZipFile, folder: Path, size: int) -> None:
    entries = packed.infolist()
    left = min(MOST_BYTES, max(size * MOST_SWOLLEN, _ALWAYS_TAKEN))
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > left:
        raise BundleRefused(_("This bundle is larger than any real one when it is unpacked."))
    for one in entries:
        target = _target(one, folder)
        if one.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(one) as source, target.open("xb") as file:
            while data := source.read(_PORTION):
                left -= len(data)  # counted, whatever the archive says
                if left < 0:
                    raise BundleRefused(_("This bundle is larger than it says."))
                file.write(data)
        # Group and others get nothing: it may be configured with what is private, and nobody else runs it.
        target.chmod(0o700 if one.external_attr >> 16 & 0o111 else 0o600)


def _target(one: zipfile.ZipInfo, folder: Path) -> Path:
    """Return where an entry goes.

    Raises:
        BundleRefused: outside, or it is no plain file.
    """
    name = one.filename.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    kind = stat.S_IFMT(one.external_attr >> 16)
    if not parts or name.startswith("/") or ".." in parts or any(_UNFIT.search(part) for part in parts):
        raise BundleRefused(_("A file of this bundle would be put where it does not belong."))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BundleRefused(_("This bundle holds a link, which may lead anywhere."))
    if one.flag_bits & 1 or one.compress_type not in _METHODS:
        raise BundleRefused(_("This bundle is packed in a way that bundles are not."))
    return folder.joinpath(*parts)
