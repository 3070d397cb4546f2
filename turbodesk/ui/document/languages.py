"""Says how the language of a piece of code is written, given the name that stands at its fence."""

from __future__ import annotations

from turbodesk.translation import _

# not for people: names of languages
_WRITTEN = {
    "c#": "C#",
    "c++": "C++",
    "cc": "C++",
    "cmake": "CMake",
    "cpp": "C++",
    "cs": "C#",
    "csharp": "C#",
    "css": "CSS",
    "csv": "CSV",
    "docker": "Dockerfile",
    "f#": "F#",
    "fsharp": "F#",
    "golang": "Go",
    "graphql": "GraphQL",
    "hpp": "C++",
    "hs": "Haskell",
    "html": "HTML",
    "http": "HTTP",
    "ini": "INI",
    "javascript": "JavaScript",
    "jl": "Julia",
    "js": "JavaScript",
    "json": "JSON",
    "json5": "JSON5",
    "jsonc": "JSON",
    "jsx": "JSX",
    "kt": "Kotlin",
    "latex": "LaTeX",
    "make": "Makefile",
    "matlab": "MATLAB",
    "md": "Markdown",
    "mjs": "JavaScript",
    "objc": "Objective-C",
    "objective-c": "Objective-C",
    "ocaml": "OCaml",
    "php": "PHP",
    "plaintext": _("Text"),
    "powershell": "PowerShell",
    "ps1": "PowerShell",
    "py": "Python",
    "rb": "Ruby",
    "rs": "Rust",
    "scss": "SCSS",
    "sh": "Shell",
    "sql": "SQL",
    "svg": "SVG",
    "tex": "LaTeX",
    "toml": "TOML",
    "ts": "TypeScript",
    "tsx": "TSX",
    "txt": _("Text"),
    "typescript": "TypeScript",
    "vhdl": "VHDL",
    "xml": "XML",
    "yaml": "YAML",
    "yml": "YAML",
}
"""Those that are written otherwise than with one capital letter, and short names."""


def language_name(language: str) -> str:
    """Return how a language is written; what is no word, such as a file's name, stays as it is."""
    written = _WRITTEN.get(language.lower())
    if written is not None:
        return written
    return language.capitalize() if language.isalpha() and language.islower() else language
