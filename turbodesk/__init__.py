"""TurboDesk: a native desktop chat client for TheTurbo's AI gateway."""

__version__ = "0.1.0"  # the one place; pyproject.toml reads it. Asking the installed metadata costs 15 ms at each start
