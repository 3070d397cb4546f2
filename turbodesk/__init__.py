"""TurboDesk: a native desktop chat client for TheTurbo's AI gateway."""
