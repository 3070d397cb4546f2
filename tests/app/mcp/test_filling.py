"""What the person chose stands where a bundle wants it, and a secret nowhere else than in the key store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.app.mcp.bundles import bundle, manifest, server
from turbodesk.app.mcp.bundle import Bundle, BundleRefused, read_bundle
from turbodesk.app.mcp.cautions import cautions
from turbodesk.app.mcp.filling import default, filled

PLACES = {"HOME": "/home/ada", "DOCUMENTS": "/home/ada/Documents"}


def read(tmp_path: Path, fields: dict[str, Any], **run: Any) -> Bundle:
    said = manifest(
        user_config={key: {"title": key.title(), **field} for key, field in fields.items()}, server=server(**run)
    )
    return read_bundle(bundle(tmp_path / "a.mcpb", said))


def test_what_was_chosen_is_put_in(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"dirs": {"type": "directory", "multiple": True}, "n": {"type": "number"}, "loud": {"type": "boolean"}},
        args=["${__dirname}/i.js", "${user_config.dirs}", "--n=${user_config.n}", "--loud", "${user_config.loud}"],
        env={"DIRS": "${user_config.dirs}"},
    )
    made = filled(found, Path("/b"), {"dirs": ["/x", "/y z"], "n": 3.0, "loud": True}, PLACES)
    assert made.args == ("/b/i.js", "/x", "/y z", "--n=3", "--loud", "true")
    assert made.env == {"DIRS": "/x,/y z"}
    assert made.cwd == "/b"
    assert not made.secrets


def test_what_is_left_empty_takes_its_argument_along(tmp_path: Path) -> None:
    fields = {"more": {"type": "string"}, "dirs": {"type": "directory", "multiple": True}}
    found = read(
        tmp_path,
        fields,
        args=["--more=${user_config.more}", "${user_config.dirs}", "z"],
        env={"M": "${user_config.more}"},
    )
    made = filled(found, Path("/b"), {"more": "", "dirs": []}, PLACES)
    assert made.args == ("z",)
    assert not made.env


def test_a_default_is_filled_and_overruled(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"d": {"type": "directory", "default": "${DOCUMENTS}/x"}}, args=["${user_config.d}", "${HOME}"]
    )
    assert default(found.fields[0], PLACES) == "/home/ada/Documents/x"
    assert filled(found, Path("/b"), {}, PLACES).args == ("/home/ada/Documents/x", "/home/ada")
    assert filled(found, Path("/b"), {"d": "/other"}, PLACES).args == ("/other", "/home/ada")


def test_a_secret_goes_apart(tmp_path: Path) -> None:
    fields = {"key": {"type": "string", "sensitive": True, "required": True}}
    found = read(tmp_path, fields, env={"KEY": "Bearer ${user_config.key}", "A": "b"})
    made = filled(found, Path("/b"), {"key": "k1"}, PLACES)
    assert made.env == {"A": "b"}
    assert made.secrets == {"KEY": "Bearer k1"}
    assert "k1" not in repr(made)


def test_a_secret_in_the_command_line_leaves_its_place_there(tmp_path: Path) -> None:
    fields = {"api-key": {"sensitive": True}, "more": {"sensitive": True}}
    found = read(tmp_path, fields, args=["--key=${user_config.api-key}", "${user_config.more}"])
    made = filled(found, Path("/b"), {"api-key": "k1"}, PLACES)
    assert made.args == ("--key=${secret:API_KEY}",)
    assert made.secrets == {"API_KEY": "k1"}
    assert "can read it while it runs" in cautions(("node", *made.args))[0]


@pytest.mark.parametrize("value", [0, 11, "many"])
def test_a_number_out_of_its_bounds_is_told(tmp_path: Path, value: float | str) -> None:
    found = read(tmp_path, {"n": {"type": "number", "min": 1, "max": 10}})
    with pytest.raises(BundleRefused, match="“N” has to be a number"):
        filled(found, Path("/b"), {"n": value}, PLACES)


def test_what_is_needed_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, {"key": {"required": True}})
    with pytest.raises(BundleRefused, match="“Key” is missing"):
        filled(found, Path("/b"), {}, PLACES)


def test_a_value_with_a_variable_in_it_stays_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, {"a": {}, "b": {}}, args=["${user_config.a}"])
    assert filled(found, Path("/b"), {"a": "${user_config.b}", "b": "secret"}, PLACES).args == ("${user_config.b}",)
