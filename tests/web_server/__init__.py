"""A server of pages on loopback that behaves as badly as pages do."""

from tests.web_server.server import HttpAnswer, WebServer

__all__ = ["HttpAnswer", "WebServer"]
