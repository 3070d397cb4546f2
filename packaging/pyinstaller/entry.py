"""Starts the frozen program."""

from __future__ import annotations

from turbodesk.main import main

raise SystemExit(main())
