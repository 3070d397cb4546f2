"""Holds the house to its plan: who may import whom, how long things may grow, and what nobody may do.

The rules are those of CONTRIBUTING.md. A failure names the file, the line and the rule; the summary that
`python -m tests.test_architecture` prints is the overview of all modules that a newcomer may want to read first.
"""

from __future__ import annotations

import ast
import functools
import gc
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "turbodesk"
TESTS = ROOT / "tests"
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
USUAL_MODULE = 150
"""The median's limit, in lines: most modules fit on a few screens."""
LONG_MODULE = 300
"""Nine of ten modules are not longer."""

QT = {"PySide6", "shiboken6", "qasync"}
ABOVE_THE_INTERFACE = {"turbodesk/main.py", "turbodesk/self_test.py"}

# Each of these runs an event loop inside a running one, under which qasync's tasks are killed or re-entered.
STATIC_DIALOGS = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QFileDialog": {
        "getExistingDirectory", "getExistingDirectoryUrl", "getOpenFileName", "getOpenFileNames", "getOpenFileUrl",
        "getOpenFileUrls", "getSaveFileName", "getSaveFileUrl", "getOpenFileContent", "saveFileContent",
    },
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}  # fmt: skip
NESTED_LOOPS = {"exec", "exec_", "processEvents"}
OWNS_TASKS = {
    "turbodesk/app/tasks.py",
    "turbodesk/ui/application/application.py",
    "turbodesk/gateway/gulps.py",  # one task for an answer, which ends with it; `gateway` knows no scopes
}
CITATION = re.compile(r"\bprotocol,(?: sections?)?\s+((?:\d+(?:\.\d+)?(?:,? (?:to|and) |, )?)+)")
"""A rule of the wire cited by its number or numbers, as in "(protocol, 1.4 to 1.6)"."""
BROAD_EXCEPT_IS_FOR = {"turbodesk/store/secret_store.py"}

OPENS_OUTSIDE = "turbodesk/ui/widgets/external.py"
SHOWS_PLAIN_TEXT = "turbodesk/ui/widgets/plain.py"
GUESSING = {
    "QLabel", "QMessageBox", "QErrorMessage", "QInputDialog", "QProgressDialog", "QWizard", "QSplashScreen",
    "QStaticText", "QGraphicsTextItem", "QToolTip", "QWhatsThis", "QSystemTrayIcon", "setTextFormat", "setWhatsThis",
    "setStatusTip", "setOpenExternalLinks", "setMarkdown", "insertHtml", "appendHtml", "LinksAccessibleByMouse",
    "LinksAccessibleByKeyboard",
}  # fmt: skip
"""What obeys text that looks like HTML, or has links that open by themselves."""
GUESSES_NOTHING = {"turbodesk/ui/desktop/tray_icon.py": {"QSystemTrayIcon"}}
"""Modules that make one of these plain, by their paths. A tray's is needed by few, and the others at each start."""
SHOWS_PAGES = {
    "turbodesk/ui/message/body.py",
    "turbodesk/ui/message/hanging_page.py",
    "turbodesk/ui/message/thought.py",
}
"""Text is put into their documents by cursors, which guess nothing."""
WRITES_HTML = {"turbodesk/ui/document/copying.py", "turbodesk/ui/printing/clipboard.py"}
"""Onto the clipboard, for other programs, by `QMimeData`."""

# In a regular expression: a group that is repeated possessively, or is atomic. Signs behind a backslash, sets, and
# `()` of plain text were taken out before.
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[\d,]*\})\+|\(\?>")
SIGNS_IN_PATTERNS = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\(\)", re.S)
LIFETIME = "turbodesk/ui/widgets/lifetime.py"
OUTLIVES_WIDGETS = {
    "services", "workspace", "profiles", "preferences", "model_registry", "presets", "keys", "ledger", "chat", "find",
    "search", "exact",
}  # fmt: skip
"""Names under which the interface has objects from below, whose signals tell a listener until it is cut."""


@functools.cache
def sources() -> dict[str, tuple[str, ast.Module]]:
    """Text and syntax tree of each module of the program, by its path from the top of the checkout."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    return {path: (text, ast.parse(text)) for path, text in sorted(texts.items())}


def python_files() -> Iterator[Path]:
    """Yield the files of the program, its tests and its packaging; scripts there have no suffix."""
    for path in (*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "packaging").rglob("*")):
        if path.suffix == ".py":
            yield path
        elif path.is_file() and not path.suffix:
            with path.open("rb") as file:
                if b"python" in file.readline():
                    yield path


@functools.cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node with its module's path. Walked once: a walk of the whole program takes seconds."""
    found = [(path, node) for path, (_, tree) in sources().items() for node in ast.walk(tree)]
    gc.freeze()  # some million objects that stay, which no collection need look at
    return found


def at(path: str, node: ast.AST) -> str:
    return f"{path}:{getattr(node, 'lineno', 1)}"


def none_of(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


def test_imports_go_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_interface_knows_qt() -> None:
    found = []
    for path, node in nodes():
        modules = _imported(node)
        if modules & QT and not path.startswith("turbodesk/ui/") and path not in ABOVE_THE_INTERFACE:
            found.append(f"{at(path, node)}: Qt stays in turbodesk/ui")
    none_of(found)


def test_one_module_imports_qasync() -> None:
    importing = {path for path, node in nodes() if "qasync" in _imported(node)}
    assert len(importing) <= 1, f"qasync is for one module alone, not for {sorted(importing)}"


def test_each_module_says_what_it_is_for() -> None:
    found = []
    for path, (text, tree) in sources().items():
        first = (ast.get_docstring(tree) or "").split("\n", 1)[0]
        if not re.fullmatch(r"[A-Z\"'`~].*[.!?]", first) or len(first.split()) < 3:
            found.append(f"{path}:1: the first line of the docstring has to be a sentence, not {first!r}")
        if text.strip() and not _is_docstring_alone(tree) and "from __future__ import annotations" not in text:
            found.append(f"{path}: from __future__ import annotations is missing")
    none_of(found)


def test_modules_and_functions_stay_short() -> None:
    found = []
    for path, (text, tree) in sources().items():
        if (lines := len(text.splitlines())) > LONGEST_MODULE:
            found.append(f"{path}: {lines} lines; {LONGEST_MODULE} are the most")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines >= LONGEST_FUNCTION:
                    found.append(f"{at(path, node)}: {node.name} has {lines} lines; fewer than {LONGEST_FUNCTION}")
    none_of(found)


def test_most_modules_fit_on_a_few_screens() -> None:
    lengths = [len(text.splitlines()) for text, _ in sources().values()]
    assert statistics.median(lengths) <= USUAL_MODULE
    assert statistics.quantiles(lengths, n=10)[-1] <= LONG_MODULE


def test_a_class_name_stands_for_one_class() -> None:
    """Whoever searches for a name finds the one thing it names."""
    places: dict[str, list[str]] = {}
    for path, node in nodes():
        if isinstance(node, ast.ClassDef):
            places.setdefault(node.name, []).append(at(path, node))
    none_of([f"{name} is defined at {' and '.join(found)}" for name, found in places.items() if len(found) > 1])


def test_the_terms_of_the_list_are_in_use() -> None:
    """A term that no name ends in, or begins with, helps nobody who reads the list in CONTRIBUTING."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Terms")[2].partition("\n## ")[0]
    terms = {term for row in re.findall(r"^\| ([A-Z][^|]*) \|", text, re.MULTILINE) for term in row.split(", ")}
    assert len(terms) > 30
    names = {node.name for _, node in nodes() if isinstance(node, ast.ClassDef)}
    none_of(
        [
            f"no class is called {one}"
            for one in sorted(terms)
            if not any(re.search(rf"(^|[a-z_]){one}(s?$|[A-Z])", name) for name in names)
        ]
    )


def test_no_event_loop_inside_an_event_loop() -> None:
    found = []
    for path, node in nodes():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        static = STATIC_DIALOGS.get(owner.id, set()) if isinstance(owner, ast.Name) else set()
        if node.func.attr in NESTED_LOOPS | static:
            found.append(f"{at(path, node)}: {node.func.attr}() runs a nested event loop; open() and await instead")
    none_of(found)


def test_one_module_opens_addresses_and_files() -> None:
    """Whoever else could, would open what a reply names: the guard would have to stand at each of them."""
    opening = {"QDesktopServices", "webbrowser", "startfile"}
    found = [
        f"{at(path, node)}: only {OPENS_OUTSIDE} opens anything outside the program"
        for path, node in nodes()
        if path != OPENS_OUTSIDE and _named(node) & opening
    ]
    none_of(found)


def test_no_item_of_a_layout_comes_to_python() -> None:
    """Qt deletes these items without the binding hearing of it; what lies there next is then taken for one of them.

    A filter of events was so given an item in place of the widget it watched, and the program ended.
    """
    none_of(
        [
            f"{at(path, node)}: {node.func.attr} gives an item of a layout; keep the widgets, or ask indexOf"
            for path, node in nodes()
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("itemAt", "takeAt", "itemAtPosition")
        ]
    )


def test_the_focus_chain_is_walked_by_one_function() -> None:
    """PySide gives what these return to the widget asked; `beside_in_chain` gives it back."""
    none_of(
        [
            f"{at(path, node)}: {node.attr} makes a child of what it returns; call beside_in_chain"
            for path, node in nodes()
            if isinstance(node, ast.Attribute)
            and node.attr in ("nextInFocusChain", "previousInFocusChain")
            and path != "turbodesk/ui/widgets/focus.py"
        ]
    )


def test_what_is_shown_is_plain_text_by_construction() -> None:
    """Labels, boxes and tips guess the format of their text; those of one module do not, and all are made of these."""
    found = []
    for path, node in nodes():
        if path == SHOWS_PLAIN_TEXT:
            continue
        for name in sorted(_named(node) & GUESSING - GUESSES_NOTHING.get(path, set())):
            found.append(f"{at(path, node)}: {name} guesses; {SHOWS_PLAIN_TEXT} has one that does not")
        for name in sorted(_named(node) & {"QTextEdit", "QTextBrowser"}) if path not in SHOWS_PAGES else ():
            found.append(f"{at(path, node)}: the setText of a {name} guesses; a QPlainTextEdit does not")
        if "setHtml" in _named(node) and path not in WRITES_HTML:
            found.append(f"{at(path, node)}: setHtml obeys text; show it as plain text")
        if not (isinstance(node, ast.Call) and "setToolTip" in _named(node.func)):
            continue
        if not (isinstance(node.args[0], ast.Call) and "plain_tip" in _named(node.args[0].func)):
            found.append(f"{at(path, node)}: tips guess; call set_tip, or setToolTip(plain_tip(...)) of an item")
    none_of(found)


def test_models_give_plain_tips() -> None:
    found = []
    for path, (_, tree) in sources().items():
        names = {name for node in ast.walk(tree) for name in _named(node)}
        if "ToolTipRole" in names and "plain_tip" not in names:
            found.append(f"{path}: a view guesses what a tip of its model is; give plain_tip(...)")
    none_of(found)


def test_nobody_catches_everything() -> None:
    found = []
    for path, node in nodes():
        if isinstance(node, ast.ExceptHandler) and path not in BROAD_EXCEPT_IS_FOR:
            if isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None:
                continue  # it tidies up and passes the error on
            caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {"all"}
            if caught & {"Exception", "BaseException", "all"}:
                found.append(f"{at(path, node)}: catches everything; name what can go wrong here")
    none_of(found)


def test_no_pattern_has_possessive_groups() -> None:
    """Python before 3.11.5, as in Debian 12, matches such groups wrongly where they can be read in more than one way.

    A single sign or set that is repeated possessively, `[^>]*+`, is other code, and right everywhere.
    WORKAROUND gh-106052 and gh-100061 of CPython, Python < 3.11.5
    """
    found = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "(?:x)" for part in node.values)
                text = "".join(map(str, parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            else:
                continue
            if POSSESSIVE_GROUP.search(SIGNS_IN_PATTERNS.sub("x", text)):
                found.add(f"{at(path.relative_to(ROOT).as_posix(), node)}: a possessive or atomic group: {text!r}")
    none_of(sorted(found))


def test_each_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)["project"]["dependencies"]
    lines = text.splitlines()
    found = []
    for dependency in declared:
        number = next(index for index, line in enumerate(lines) if line.strip() == f'"{dependency}",')
        if not lines[number - 1].lstrip().startswith("#"):
            found.append(f"pyproject.toml:{number + 1}: {dependency} has no reason above it")
    none_of(found)


def test_developers_dependencies_have_theirs_too() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)["dependency-groups"]
    lines = text.splitlines()
    found = []
    for dependency in (one for group in groups.values() for one in group):
        line = next(line for line in lines if line.lstrip().startswith(f'"{dependency}",'))
        if "#" not in line:
            found.append(f"pyproject.toml: {dependency} has no reason beside it")
    none_of(found)


def test_every_setting_is_read_somewhere() -> None:
    declared = {
        target.id
        for node in ast.walk(sources()["turbodesk/settings.py"][1])
        if isinstance(node, ast.AnnAssign | ast.Assign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Call)
    }
    used = {
        node.id
        for path, (_, tree) in sources().items()
        if path != "turbodesk/settings.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
    }
    none_of([f"turbodesk/settings.py: nothing reads {name}" for name in sorted(declared - used) if name.isupper()])


def test_people_read_of_chats() -> None:
    """A conversation is a chat on screen: two names would be two things."""
    found = []
    for path, (_, tree) in sources().items():
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings are for us
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        for node in texts if path.startswith("turbodesk/ui/") else ():
            is_sentence = re.search(r"\bconversations?\b.* |.* \bconversations?\b", str(node.value), re.IGNORECASE)
            if is_sentence and id(node) not in told:
                found.append(f"{at(path, node)}: people call it a chat: {node.value!r}")
    none_of(found)


def test_every_rule_of_the_protocol_that_is_cited_can_be_read() -> None:
    """A comment's "(protocol, 1.2)" is a heading in the docstring of `turbodesk/chat/protocol.py`."""
    reference = ast.get_docstring(sources()["turbodesk/chat/protocol.py"][1]) or ""
    written = set(re.findall(r"^(\d+(?:\.\d+)?) ", reference, re.MULTILINE))
    tests = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    found, cited = [], set()
    for path, text in {**{path: text for path, (text, _) in sources().items()}, **tests}.items():
        for citation in CITATION.finditer(text):
            numbers = set(re.findall(r"\d+(?:\.\d+)?", citation[1]))
            cited |= numbers
            found += [f"{path}: protocol, {number} stands nowhere" for number in sorted(numbers - written)]
        if re.search(r"\(design, ", text) and path != "tests/test_architecture.py":
            found.append(f"{path}: cites a document that nobody has")
    none_of(found)
    assert cited, "nothing is cited: has the way of citing changed?"


def test_every_task_has_an_owner() -> None:
    found = [
        f"{at(path, node)}: a task of nobody's; a Scope starts tasks"
        for path, node in nodes()
        if isinstance(node, ast.Attribute) and node.attr in ("create_task", "ensure_future") and path not in OWNS_TASKS
    ]
    none_of(found)


def test_what_is_called_later_has_an_owner() -> None:
    """A callback that outlives its widget raises: `ui/widgets/lifetime.py` has the ways to tie it to an owner."""
    ours = {
        node.target.attr
        for path, node in nodes()
        if path.startswith("turbodesk/app/")
        and isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Attribute)
        if ast.unparse(node.annotation).startswith("Signal[")
    } | {"store_failed", "store_saved"}
    found = []
    for path, node in nodes():
        if not path.startswith("turbodesk/ui/") or path == LIFETIME or not isinstance(node, ast.Attribute):
            continue
        if node.attr == "singleShot":
            found.append(f"{at(path, node)}: a timer of nobody's; single_shot(owner, ms, callback)")
        if node.attr == "connect" and isinstance(node.value, ast.Attribute) and node.value.attr in ours:
            told_by = ast.unparse(node.value.value).rsplit(".", 1)[-1].split("(")[0].strip("_")
            if told_by in OUTLIVES_WIDGETS:
                found.append(f"{at(path, node)}: {told_by} lives on; subscribe(owner, signal, slot)")
    for path, node in nodes():
        is_connect = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect"
        if not path.startswith("turbodesk/ui/") or not is_connect or not isinstance(node, ast.Call) or not node.args:
            continue
        is_free = isinstance(node.args[0], ast.Lambda) or ast.unparse(node.args[0]).startswith("partial(")
        if is_free and re.search(
            r"\b(app|application|styleHints|clipboard|formulas|colours|gallery)\b", ast.unparse(node.func)
        ):
            found.append(f"{at(path, node)}: a lambda on what outlives every widget; subscribe(owner, signal, slot)")
    none_of(found)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_place_to_download_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9-]+==.*\n.*$", text, re.MULTILINE)
    assert pins
    none_of([pin for pin in pins if not re.search(r" \\\n    --hash=sha256:[0-9a-f]{64}( \\)?$", pin)])


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_what_the_project_declares(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["dependencies"] + project["build-system"]["requires"]
    if lock == "requirements-dev.lock":
        declared += project["dependency-groups"]["dev"]
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    missing = [name for name in declared if _plain_name(name) not in pinned]
    assert not missing, f"run packaging/lock: {lock} lacks {missing}"


def _plain_name(requirement: str) -> str:
    """The name alone, as indexes compare names: lower case, hyphens only."""
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(node: ast.AST) -> set[str]:
    """The top-level names of the modules that an import statement asks for."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


def _named(node: ast.AST) -> set[str]:
    """The names that an import, a name or an attribute stands for."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {node.id} if isinstance(node, ast.Name) else set()


def _is_docstring_alone(tree: ast.Module) -> bool:
    return all(isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign) for node in tree.body)


if __name__ == "__main__":
    for path, (_, tree) in sources().items():
        sys.stdout.write(f"{path:44} {(ast.get_docstring(tree) or '').splitlines()[0]}\n")
    lengths = sorted(len(text.splitlines()) for text, _ in sources().values())
    sys.stdout.write(
        f"\n{len(lengths)} modules, {sum(lengths)} lines; median {statistics.median(lengths):.0f}, "
        f"nine tenths up to {lengths[len(lengths) * 9 // 10]}, the longest {lengths[-1]}\n"
    )
