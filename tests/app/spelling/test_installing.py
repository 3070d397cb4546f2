"""How a person gets a dictionary on their distribution."""

from __future__ import annotations

from pathlib import Path

import pytest

from turbodesk.app.spelling.installing import command, os_release


@pytest.mark.parametrize(
    ("release", "languages", "expected"),
    [
        ({"ID": "debian"}, ["de_AT", "en_GB"], "sudo apt install hunspell hunspell-de-at hunspell-en-gb"),
        ({"ID": "mint", "ID_LIKE": "ubuntu debian"}, ["en_US"], "sudo apt install hunspell hunspell-en-us"),
        ({"ID": "ubuntu"}, ["de_DE", "fr_FR"], "sudo apt install hunspell hunspell-de-de hunspell-fr"),
        ({"ID": "fedora"}, ["de_DE"], "sudo dnf install hunspell hunspell-de"),
        ({"ID": "arch"}, ["en_US"], "sudo pacman -S hunspell hunspell-en_us"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, ["de"], "sudo zypper install hunspell myspell-de_DE"),
        ({"ID": "strange"}, ["de"], ""),
    ],
)
def test_each_family_has_its_command(release: dict[str, str], languages: list[str], expected: str) -> None:
    assert command(languages, release, "linux") == expected
    assert command(languages, release, "darwin") == ""


def test_the_distribution_is_read_as_it_calls_itself(tmp_path: Path) -> None:
    file = tmp_path / "os-release"
    assert os_release(file) == {}
    file.write_text('ID=debian\nPRETTY_NAME="Debian 12"\n\n', "utf-8")
    assert os_release(file)["PRETTY_NAME"] == "Debian 12"
    assert command(["en"], None, "linux") is not None
