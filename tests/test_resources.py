"""The program's own files are found, and their loss is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from turbodesk import resources


def test_files_of_a_checkout_are_found() -> None:
    assert resources.path("models.toml").is_file()
    assert resources.path("demo", "intro.md").is_file()
    assert not resources.path("nothing", "here").exists()


def test_the_wheels_own_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel, checkout = tmp_path / "_resources", tmp_path / "resources"
    monkeypatch.setattr(resources, "_PLACES", (wheel, checkout))
    with pytest.raises(FileNotFoundError, match="files are missing"):
        resources.path("models.toml")
    checkout.mkdir()
    assert resources.path("models.toml") == checkout / "models.toml"
    wheel.mkdir()
    assert resources.path("models.toml") == wheel / "models.toml"
