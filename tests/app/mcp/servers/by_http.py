"""A server at an address, in plain Python, which behaves as its path says; and one that people sign in at.

    python -S -m tests.app.mcp.servers.by_http          prints its port

It ends when its stdin closes. `/who` wants a token, which `/authorize` and `/token` give as OAuth 2.1 has it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.app.mcp.servers.base import Json, tool

TOKENS: dict[str, int] = {}
"""Access tokens that hold, and how many calls more."""
CODES: dict[str, str] = {}
COUNTS: dict[str, int] = {}
LATEST_HEADERS: dict[str, str] = {}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: object = None, kind: str = "application/json", **headers: str) -> None:
        """Answer with JSON, or with bytes as they are."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    @property
    def base(self) -> str:
        """The address of this server."""
        return f"http://{self.headers['Host']}"

    def do_GET(self) -> None:
        """Answer what tells of signing in; there are no streams."""
        split = urlsplit(self.path)
        if split.path.startswith("/.well-known/oauth-protected-resource"):
            self.answer(200, {"resource": f"{self.base}/who", "authorization_servers": [self.base]})
        elif split.path.startswith("/.well-known/oauth-authorization-server"):
            paths = {"authorization": "authorize", "token": "token", "registration": "register"}
            places = {f"{name}_endpoint": f"{self.base}/{path}" for name, path in paths.items()}
            self.answer(200, {"issuer": self.base, "response_types_supported": ["code"],
                              "code_challenge_methods_supported": ["S256"], **places})  # fmt: skip
        elif split.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(split.query).items()}
            code = f"code-{len(CODES)}"
            CODES[code] = asked["code_challenge"]
            self.answer(302, Location=f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        elif split.path == "/counts":
            self.answer(200, {"counts": COUNTS, "headers": LATEST_HEADERS})
        else:
            self.answer(405)

    def do_DELETE(self) -> None:
        """Know nothing of sessions."""
        self.answer(405)

    def do_POST(self) -> None:
        """Answer a message, or what signing in asks."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        COUNTS[self.path] = COUNTS.get(self.path, 0) + 1
        if self.path == "/register":
            asked = json.loads(body)
            self.answer(
                201, {"client_id": "c", "redirect_uris": asked["redirect_uris"], "token_endpoint_auth_method": "none"}
            )
        elif self.path == "/token":
            self._token({name: values[0] for name, values in parse_qs(body.decode()).items()})
        else:
            LATEST_HEADERS.update(dict(self.headers))
            self._message(urlsplit(self.path).path.strip("/"), json.loads(body))

    def _token(self, asked: dict[str, str]) -> None:
        if asked["grant_type"] == "authorization_code":
            digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
            if CODES.pop(asked["code"], None) != base64.urlsafe_b64encode(digest).decode().rstrip("="):
                self.answer(400, {"error": "invalid_grant"})
                return
        elif asked["refresh_token"] != "again" or "no-refresh" in COUNTS:
            self.answer(400, {"error": "invalid_grant"})
            return
        token = f"token-{len(TOKENS)}"
        TOKENS[token] = 1_000
        self.answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3_600, "refresh_token": "again"})

    def _message(self, kind: str, message: Json) -> None:
        if kind == "who" and self.headers.get("Authorization", "").removeprefix("Bearer ") not in TOKENS:
            where = f'Bearer resource_metadata="{self.base}/.well-known/oauth-protected-resource/who"'
            self.answer(401, WWW_Authenticate=where)
            return
        if kind.isdecimal():
            self.answer(int(kind), b"<html>no</html>", "text/html")
            return
        if kind == "elsewhere":
            self.answer(307, Location="http://192.0.2.1/mcp")
            return
        if "id" not in message:
            self.answer(202)
            return
        result = self._result(kind, message)
        if result is not None:
            self.answer(
                200, {"jsonrpc": "2.0", "id": message["id"], **result}, mcp_session_id="s1" if kind == "forgets" else ""
            )

    def _result(self, kind: str, message: Json) -> Json | None:
        method = message["method"]
        if method == "initialize":
            return {
                "result": {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": kind}}
            }
        if method == "tools/list":
            return {"result": {"tools": [tool(), {"name": "bad"}]}}
        if method != "tools/call":
            return {"error": {"code": -32601, "message": "Method not found"}}
        COUNTS[f"{kind} called"] = COUNTS.get(f"{kind} called", 0) + 1
        if kind == "forgets" and COUNTS["forgets called"] == 1:
            self.answer(404)
            return None
        if kind == "event":
            line = json.dumps(
                {
                    "jsonrpc": "2.0",
                    "id": message["id"],
                    "result": {"content": [{"type": "text", "text": "x" * 3_000_000}]},
                }
            )
            self.answer(200, f"event: message\ndata: {line}\n\n".encode(), "text/event-stream")
            return None
        if kind == "endless":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" " * 1_000_000)
            except OSError:
                self.close_connection = True
            return None
        if kind == "expires":
            return {"error": {"code": -32603, "message": "no"}}
        return {"result": {"content": [{"type": "text", "text": f"{kind} says hello"}]}}


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
