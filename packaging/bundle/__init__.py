"""Makes TurboDesk's installers: freezes the program, tries it, wraps it for each system, says what is in it."""
