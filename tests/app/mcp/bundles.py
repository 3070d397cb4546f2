"""Makes bundles of tools, sound ones and others."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def manifest(**changed: Any) -> dict[str, Any]:
    """Return a sound manifest with these fields in place of its own; None takes one out."""
    sound = {
        "manifest_version": "0.3",
        "name": "files",
        "display_name": "Files",
        "version": "1.2.0",
        "description": "Reads files.",
        "author": {"name": "Ada"},
        "server": {
            "type": "node",
            "entry_point": "server/index.js",
            "mcp_config": {"command": "node", "args": ["${__dirname}/server/index.js"], "env": {}},
        },
    }
    return {key: value for key, value in {**sound, **changed}.items() if value is not None}


def server(command: str = "node", args: Sequence[str] = (), env: Mapping[str, str] = {}, **more: Any) -> dict[str, Any]:
    """Return what a manifest says of its server."""
    run = {"command": command, "args": list(args), "env": dict(env), **more}
    return {"type": "node", "entry_point": "server/index.js", "mcp_config": run}


def bundle(
    path: Path, said: Mapping[str, Any] | str | None = None, files: Mapping[str | zipfile.ZipInfo, str | bytes] = {}
) -> Path:
    """Write a bundle with this manifest, a sound one if none is given, and these files; returns its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        text = said if isinstance(said, str) else json.dumps(manifest() if said is None else said)
        packed.writestr("manifest.json", text)
        for name, content in files.items():
            packed.writestr(name, content)
    return path
