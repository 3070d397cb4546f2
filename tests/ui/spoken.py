"""Walks through the window in another language, and tells what is cut off and what is not translated there.

    python -m tests.ui.spoken LANGUAGE FOLDER               tells it as one line each; the folder is for data
    python -m tests.ui.spoken LANGUAGE FOLDER --pictures    leaves pictures of the ten most seen surfaces there

LANGUAGE is one of ours, or "pseudo", which is longer than any of them and marks every sentence that was translated;
"pseudo-ar" is English in Arabic letters, read from the right.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.ui.pseudo import Pseudo, PseudoArabic
from turbodesk import translation

PSEUDO, PSEUDO_ARABIC = "pseudo", "pseudo-ar"


def main() -> int:
    """Return the number of places at which something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("language", choices=[PSEUDO, PSEUDO_ARABIC, *translation.LANGUAGES])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", action="store_true", help="take pictures instead")
    parser.add_argument("--theme", choices=["light", "dark", "contrast"], default="light")
    options = parser.parse_args()
    if options.language == PSEUDO:
        translation.use(translation.ENGLISH, Pseudo())
    elif options.language == PSEUDO_ARABIC:
        translation.use("ar", PseudoArabic())
    else:
        translation.install([options.language])
    # Only now: modules translate their constants as they are made.
    from tests.ui.spoken_walk import pictures, walked

    options.folder.mkdir(parents=True, exist_ok=True)
    if options.pictures:
        return pictures(options.folder, options.theme)
    found = walked(options.folder, is_pseudo=options.language == PSEUDO)
    sys.stdout.write("".join(f"{one}\n" for one in found))
    return min(len(found), 100)


if __name__ == "__main__":
    sys.exit(main())
