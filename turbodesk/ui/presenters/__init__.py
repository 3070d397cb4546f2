"""Presenters: each ties passive widgets to a use case; nothing else in `ui` knows the services of `app`."""
