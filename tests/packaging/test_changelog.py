"""A release has to be named alike by its tag, the program and the changelog."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundle import changelog
from bundle.build import BuildError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "turbodesk").mkdir()
    (tmp_path / "turbodesk" / "__init__.py").write_text('__version__ = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-22\n\n- A thing.\n"
        "\n## [1.1.0] - 2026-10-01\n\n- Old.\n",
        encoding="utf-8",
    )
    return tmp_path


def test_a_tag_that_all_agree_on_gives_what_changed(root: Path) -> None:
    assert changelog.of_tag("v1.2.0", root).points == ("A thing.",)


@pytest.mark.parametrize("tag", ["1.2.0", "v1.1.0", "v1.2", "v1.2.0rc1", "main"])
def test_a_tag_of_another_version_is_refused(root: Path, tag: str) -> None:
    with pytest.raises(BuildError, match=r"asks for v1\.2\.0"):
        changelog.of_tag(tag, root)


def test_a_version_that_the_changelog_does_not_date_is_refused(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    (root / "CHANGELOG.md").write_text(text.replace(" - 2026-11-22", ""), encoding="utf-8")
    with pytest.raises(BuildError, match="no dated heading"):
        changelog.of_tag("v1.2.0", root)
