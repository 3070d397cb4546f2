"""Finds sentences for people that bypass the door of `turbodesk/translation.py`.

Run `python -m tests.sentences [PATH ...]` to list them; CI fails on any. What a program cannot see, people say: a
comment "not for people: <why>" behind a text, or alone above a statement (a function, a class, a constant) for all that
is in it. Files and folders without any text for people are named in `NOT_FOR_PEOPLE`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOOR = {"_": (0,), "ngettext": (0, 1), "pgettext": (1,)}
"""The functions of the door, each with which of its arguments are sentences."""

NOT_FOR_PEOPLE: dict[str, str] = {
    "turbodesk/app/documents/archive.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/charts.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/compound.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/elements.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/excel.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/excel_binary.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/excel_old.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/markup.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/number_formats.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/opendocument.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/opendocument_sheet.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/package.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/powerpoint.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/word.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/word_words.py": "file formats, text for the model, details of faults",
    "turbodesk/app/documents/writing.py": "file formats, text for the model, details of faults",
    "turbodesk/app/exports/formats.py": "names of formats",
    "turbodesk/app/exports/html.py": "a policy and attributes of a page",
    "turbodesk/app/exports/sealed_page.py": "a policy and styles of a page",
    "turbodesk/app/exports/tables/values.py": "parts of a file format, and names of months in English tables",
    "turbodesk/app/exports/word": "styles and parts of a file format",
    "turbodesk/app/imports/json_stream.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/pieces.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/readers/chatbox.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/readers/chatgpt_text.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/readers/cherry_files.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/readers/claude_blocks.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/readers/markdown.py": "parts of file formats, and names of programs",
    "turbodesk/app/imports/readers/open_webui.py": "parts of file formats, and names of programs",
    "turbodesk/app/model_titles.py": "instructions for the model",
    "turbodesk/app/tool_keeping.py": "results for the model, or the log",
    "turbodesk/app/tool_runs.py": "results for the model, or the log",
    "turbodesk/chat/quotes.py": "categories of Unicode",
    "turbodesk/chat/summary.py": "text for the model",
    "turbodesk/chat/tool_server.py": "what a tool server was when it was allowed, kept and compared line by line",
    "turbodesk/chat/traffic.py": "text for the model",
    "turbodesk/chat/turns.py": "text for the model",
    "turbodesk/frozen.py": "the log",
    "turbodesk/gateway/attachments.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/caching.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/error_body.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/gulps.py": "the wire, the log, or details of a failure",
    "turbodesk/network/keep_alive.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/parameter_fallback.py": "what gateways say",
    "turbodesk/gateway/reply_reader.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/request_parameters.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/sse.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/standing.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/tool_pairing.py": "the wire, the log, or details of a failure",
    "turbodesk/gateway/wire.py": "the wire, the log, or details of a failure",
    "turbodesk/quantities.py": "names of months in English",
    "turbodesk/remote/listing_xml.py": "details of a failure",
    "turbodesk/remote/storages/s3.py": "the wire, or details of a failure",
    "turbodesk/remote/storages/webdav.py": "the wire, or details of a failure",
    "turbodesk/self_test.py": "a report for developers",
    "turbodesk/store/archive.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/crash_report.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/damage.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/examination.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/history.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/logbook.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/memory.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/own_requests.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/pages.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/projects.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/search.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/search_query.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/spending.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/trash.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/store/sync/incoming.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/marking.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/new_messages.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/others_files.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/outgoing.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/own_files.py": "SQL, and details of a failure",
    "turbodesk/store/sync/registers.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/schema.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/sync/triggers.py": "SQL, and the names of kinds of cells",
    "turbodesk/store/tree_reading.py": "SQL, parts of file formats, the log, or details of a failure",
    "turbodesk/app/folders/confined.py": "refusals for the model",
    "turbodesk/app/folders/looking.py": "results for the model",
    "turbodesk/app/folders/names.py": "refusals for the model, and names of files",
    "turbodesk/app/folders/note_files.py": "results for the model",
    "turbodesk/app/mcp/environment.py": "names of variables, and a script for a shell",
    "turbodesk/app/mcp/mending.py": "results for the model",
    "turbodesk/app/mcp/results.py": "results for the model",
    "turbodesk/app/tools/arguments.py": "refusals for the model",
    "turbodesk/app/tools/calculator.py": "refusals for the model",
    "turbodesk/app/tools/clock.py": "results for the model",
    "turbodesk/app/tools/page_text.py": "refusals for the model",
    "turbodesk/rendering/commonmark": "a grammar",
    "turbodesk/rendering/diagrams/letters.py": "the name of a face",
    "turbodesk/rendering/diagrams/source.py": "a grammar",
    "turbodesk/rendering/diagrams/svg.py": "a grammar, and what is wrong with a drawing, which nobody is told",
    "turbodesk/rendering/highlight.py": "names of kinds of code, and what they mean to whoever chooses colours",
    "turbodesk/rendering/links/shapes.py": "categories of Unicode",
    "turbodesk/rendering/links/top_level.py": "ends of addresses",
    "turbodesk/rendering/tex_source.py": "a grammar",
    "turbodesk/translation.py": "the door itself, and languages by their own names",
    "turbodesk/ui/application/objective_c.py": "names of macOS' own methods",
    "turbodesk/app/spelling/installing.py": "commands for a terminal",
    "turbodesk/app/spelling/scripts.py": "codes of languages",
    "turbodesk/app/spelling/windows.py": "names of Windows' own methods",
    "turbodesk/quick_dataclasses.py": "messages of Python's own data classes",
    "turbodesk/ui/quick_enumerations.py": "messages of Python's own enumerations",
    "turbodesk/ui/theme": "names of faces, of colours and of the desktop's services",
}
"""Files and folders none of whose texts a person reads, each with why."""

MARK = re.compile(r"#.*\bnot for people\b")
_SENTENCE = re.compile(
    r"^[^\w]*[A-Z][a-z]+$|[a-z’]{2,}[,.]? [\w“{(]|[A-Z][a-z]+ [a-z{“(]|[a-z]{2,}[.…?!:]$|^(?:and|or|of|in) "
)
_SQL = re.compile(
    r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|WITH|BEGIN|COMMIT|FROM|WHERE|AND|ORDER|VACUUM|ATTACH)\b|"
    r"\s*(?:RELEASE|SAVEPOINT|REPLACE|ROLLBACK|DETACH|LEFT|JOIN|LIMIT|GROUP|UNION|VALUES|SET)\b"
)
_DEVELOPERS = frozenset(
    {"log", "logger", "logging", "warnings", "ValueError", "TypeError", "RuntimeError", "AssertionError", "KeyError"}
    | {"NotImplementedError", "OSError", "LookupError", "IndexError", "FileNotFoundError", "getLogger", "TypeVar"}
    | {"compile", "fullmatch", "setObjectName", "NewType", "field_name", "b64decode", "getattr", "strptime", "strftime"}
    | {"key_text", "_bus", "bus", "DBusAddress", "MatchRule", "request"}
)
"""What a call is named, or reached through, whose texts only developers and programs read."""
_MODELS = frozenset({"ToolDefinition", "ToolOutcome", "ToolRefused"})
"""Calls whose texts models read; the person sees them too, in the card of the tool, as they are."""


@dataclass(frozen=True, slots=True)
class Bypass:
    """A text that seems to be for people and does not go through the door."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.text!r}"


def is_sentence(text: str) -> bool:
    """Return whether this looks like something people read, and not like SQL, CSS, HTML or a name."""
    if not text.strip() or _SQL.match(text) or text.lstrip().startswith(("<", "#", "--", "@", "file:")):
        return False
    return _SENTENCE.search(text.replace("\n", " ").strip()) is not None


def bypasses(file: Path) -> list[Bypass]:
    """Return the sentences of a file that bypass the door, and calls of it that cannot be extracted or would fail."""
    place = file.relative_to(ROOT).as_posix()
    if any(place == one or place.startswith(f"{one}/") for one in NOT_FOR_PEOPLE):
        return []
    return [Bypass(file, line, text) for line, text in checked(file.read_text(encoding="utf-8"))]


def checked(source: str) -> list[tuple[int, str]]:
    """Return the lines of a source with what is wrong there."""
    tree = ast.parse(source)
    quiet = _quiet_lines(source, tree)
    return [(line, text) for line, text in _texts(tree) if line not in quiet] + list(_mistakes(tree))


def _quiet_lines(source: str, tree: ast.AST) -> set[int]:
    """Return the lines whose texts somebody has said are not for people."""
    lines = source.splitlines()
    marked = {number for number, line in enumerate(lines, start=1) if MARK.search(line)}
    above = {number for number in marked if lines[number - 1].lstrip().startswith("#")}
    quiet = set(marked)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.keyword | ast.ExceptHandler):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            while lines[first - 2].lstrip().startswith("#") and first >= 2:
                first -= 1
                if first in above:
                    quiet.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return quiet


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.iter_child_nodes(tree):
        if _is_docstring(node) or isinstance(node, ast.Assert) or _is_for_developers(node):
            continue
        if isinstance(node, ast.Assign) and any(_name(one) == "__all__" for one in node.targets):
            continue
        if isinstance(node, ast.Call) and _name(node.func) in DOOR:
            yield from (text for one in [*node.args, *(pair.value for pair in node.keywords)] for text in _within(one))
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else "{…}" for one in node.values)
            if is_sentence(text):
                yield node.lineno, text
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _texts(part)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and is_sentence(node.value):
                yield node.lineno, node.value
        else:
            yield from _texts(node)


def _within(node: ast.expr) -> Iterator[tuple[int, str]]:
    """Return the texts of an argument of the door, which is a sentence itself."""
    if not isinstance(node, ast.Constant):
        yield from _texts(node)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_developers(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return not (_DEVELOPERS | _MODELS).isdisjoint(_names(node.func))


def _names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield node.attr
        yield from _names(node.value)
    elif isinstance(node, ast.Name):
        yield node.id


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _mistakes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return calls of the door whose sentence is no plain literal, and those where `_` is a variable's name as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in DOOR:
            for position in DOOR[_name(node.func)]:
                argument = node.args[position] if position < len(node.args) else None
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    yield node.lineno, "the door takes a literal, not what is computed"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            own = list(_own(node))
            calls = [
                one for one in own if isinstance(one, ast.Name) and one.id == "_" and isinstance(one.ctx, ast.Load)
            ]
            stores = any(isinstance(one, ast.Name) and one.id == "_" and isinstance(one.ctx, ast.Store) for one in own)
            if calls and (stores or any(one.arg == "_" for one in ast.walk(node.args) if isinstance(one, ast.arg))):
                yield calls[0].lineno, "_ is a variable here, and cannot be called"


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """Return what is in a function, that in functions within it too, as names reach inwards."""
    yield from (one for one in ast.walk(function) if one is not function)


def files(paths: list[Path]) -> list[Path]:
    """Return the Python files at or below these paths."""
    return sorted(file for one in paths for file in ([one] if one.is_file() else one.rglob("*.py")))


def main() -> int:
    """List what bypasses the door below the paths of the command line; 1 where there is any."""
    paths = [Path(one).resolve() for one in sys.argv[1:]] or [ROOT / "turbodesk"]
    found = [one for file in files(paths) for one in bypasses(file)]
    for one in found:
        sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{len(found)} in {len({one.file for one in found})} files\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
