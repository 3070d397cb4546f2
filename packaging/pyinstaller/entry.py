"""Starts the frozen program.

First of all the environment becomes the person's again, and what an update would take away is held: everything that
is imported or started from here on relies on both. `turbodesk.frozen` says why.
"""

from __future__ import annotations

from turbodesk import frozen

frozen.begin()

from turbodesk.main import main  # noqa: E402

raise SystemExit(main())
