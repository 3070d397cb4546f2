"""Says of code in a reply what its file would be called, and what else it can be shown as."""

from __future__ import annotations

import re
from enum import StrEnum

_SUFFIXES = {
    "asm": ".s",
    "assembly": ".s",
    "bash": ".sh",
    "bat": ".bat",
    "batch": ".bat",
    "c": ".c",
    "c#": ".cs",
    "c++": ".cpp",
    "cc": ".cc",
    "clojure": ".clj",
    "cmake": ".cmake",
    "cmd": ".cmd",
    "cpp": ".cpp",
    "cs": ".cs",
    "csharp": ".cs",
    "css": ".css",
    "csv": ".csv",
    "dart": ".dart",
    "diff": ".diff",
    "elixir": ".ex",
    "erlang": ".erl",
    "fish": ".fish",
    "fsharp": ".fs",
    "go": ".go",
    "golang": ".go",
    "graphql": ".graphql",
    "groovy": ".groovy",
    "h": ".h",
    "haskell": ".hs",
    "hcl": ".tf",
    "hpp": ".hpp",
    "htm": ".html",
    "html": ".html",
    "ini": ".ini",
    "java": ".java",
    "javascript": ".js",
    "js": ".js",
    "json": ".json",
    "json5": ".json5",
    "jsonl": ".jsonl",
    "jsx": ".jsx",
    "julia": ".jl",
    "kotlin": ".kt",
    "kt": ".kt",
    "latex": ".tex",
    "less": ".less",
    "lua": ".lua",
    "markdown": ".md",
    "matlab": ".m",
    "md": ".md",
    "mermaid": ".mmd",
    "mjs": ".mjs",
    "nim": ".nim",
    "nix": ".nix",
    "objective-c": ".m",
    "ocaml": ".ml",
    "pascal": ".pas",
    "patch": ".diff",
    "perl": ".pl",
    "php": ".php",
    "plaintext": ".txt",
    "powershell": ".ps1",
    "proto": ".proto",
    "protobuf": ".proto",
    "ps1": ".ps1",
    "py": ".py",
    "python": ".py",
    "r": ".R",
    "rb": ".rb",
    "rs": ".rs",
    "ruby": ".rb",
    "rust": ".rs",
    "sass": ".sass",
    "scala": ".scala",
    "scss": ".scss",
    "sh": ".sh",
    "shell": ".sh",
    "sql": ".sql",
    "svelte": ".svelte",
    "svg": ".svg",
    "swift": ".swift",
    "terraform": ".tf",
    "tex": ".tex",
    "text": ".txt",
    "toml": ".toml",
    "ts": ".ts",
    "tsv": ".tsv",
    "tsx": ".tsx",
    "txt": ".txt",
    "typescript": ".ts",
    "vb": ".vb",
    "vue": ".vue",
    "xhtml": ".html",
    "xml": ".xml",
    "yaml": ".yml",
    "yml": ".yml",
    "zig": ".zig",
    "zsh": ".zsh",
}


# not for people: names of files
_NAMES = {"dockerfile": "Dockerfile", "docker": "Dockerfile", "makefile": "Makefile", "make": "Makefile"}
"""Files that have no ending."""


def file_name(language: str) -> str:
    """Return a name to offer when code in `language` is saved."""
    if language.lower() in _NAMES:
        return _NAMES[language.lower()]
    return "code" + _SUFFIXES.get(language.lower(), ".txt")


class Previewed(StrEnum):
    """What code can be shown as."""

    PAGE = "page"
    MARKDOWN = "markdown"
    DRAWING = "drawing"


_KINDS = {
    "html": Previewed.PAGE,
    "htm": Previewed.PAGE,
    "xhtml": Previewed.PAGE,
    "markdown": Previewed.MARKDOWN,
    "md": Previewed.MARKDOWN,
    "svg": Previewed.DRAWING,
}
_DRAWING = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", re.I)
"""How a drawing begins."""


def previewed(language: str, code: str) -> Previewed | None:
    """Return what code in a language is shown as; None for what is only read.

    Models call a drawing `xml` as often as `svg`, and some call it `html`.
    """
    kind = _KINDS.get(language.lower())
    if kind is Previewed.PAGE or language.lower() == "xml":
        return Previewed.DRAWING if _DRAWING.match(code) else kind
    return kind
