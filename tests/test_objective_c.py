"""What rubicon-objc wants of methods that macOS calls, which no machine but a Mac would notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import turbodesk

FOLDER = Path(turbodesk.__file__).parent


def methods() -> Iterator[ast.FunctionDef]:
    for path in FOLDER.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "objc_method" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and "objc_method" in map(ast.unparse, node.decorator_list):
                    yield node


def test_no_method_has_a_type_that_is_none_of_c() -> None:
    found = list(methods())
    assert found
    told = {ast.unparse(one.annotation) for method in found for one in method.args.args if one.annotation is not None}
    assert told <= {"c_void_p"}, "by rubicon an object is what has no type, and what else it is has one of ctypes"
    assert all(method.name.count("_") == len(method.args.args) - 1 for method in found), "a colon for each argument"
