"""The application object, its event loop, and the one window a data folder may have."""
