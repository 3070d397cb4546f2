"""Suggests what to call a file when code out of a reply is saved."""

from __future__ import annotations

_SUFFIXES = {
    "bash": ".sh",
    "c": ".c",
    "c++": ".cpp",
    "cpp": ".cpp",
    "csharp": ".cs",
    "css": ".css",
    "csv": ".csv",
    "dockerfile": "",
    "go": ".go",
    "html": ".html",
    "ini": ".ini",
    "java": ".java",
    "javascript": ".js",
    "js": ".js",
    "json": ".json",
    "jsx": ".jsx",
    "kotlin": ".kt",
    "latex": ".tex",
    "lua": ".lua",
    "markdown": ".md",
    "md": ".md",
    "php": ".php",
    "powershell": ".ps1",
    "py": ".py",
    "python": ".py",
    "r": ".R",
    "rb": ".rb",
    "ruby": ".rb",
    "rust": ".rs",
    "scala": ".scala",
    "sh": ".sh",
    "shell": ".sh",
    "sql": ".sql",
    "swift": ".swift",
    "toml": ".toml",
    "ts": ".ts",
    "tsx": ".tsx",
    "typescript": ".ts",
    "xml": ".xml",
    "yaml": ".yml",
    "yml": ".yml",
}


def file_name(language: str) -> str:
    """Return a name to offer when code in `language` is saved."""
    if language.lower() == "dockerfile":
        return "Dockerfile"
    return "code" + _SUFFIXES.get(language.lower(), ".txt")
