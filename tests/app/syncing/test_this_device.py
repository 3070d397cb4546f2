from __future__ import annotations

import platform
import sys

import pytest

from turbodesk.app.syncing.this_device import host_name, system_name


@pytest.mark.parametrize(
    ("system", "version", "name"),
    [
        ("linux", "", "Linux"),
        ("linux2", "", "Linux"),
        ("freebsd14", "", "Freebsd14"),
        ("win32", "10.0.22000", "Windows 11"),
        ("win32", "10.0.26100", "Windows 11"),
        ("win32", "10.0.19045", "Windows 10"),
        ("win32", "10", "Windows 10"),
        ("win32", "10.0.x", "Windows 10"),
        ("darwin", "15.1", "macOS 15"),
        ("darwin", "26.0.1", "macOS 26"),
    ],
)
def test_systems_are_called_as_people_call_them(system: str, version: str, name: str) -> None:
    assert system_name(system, version) == name


def test_this_system_has_a_name() -> None:
    assert system_name()
    assert system_name("win32").startswith("Windows")
    assert system_name("darwin").startswith("macOS")
    assert system_name(sys.platform) == system_name()


def test_a_computer_is_called_without_its_domain() -> None:
    assert host_name("ada-laptop.example.org") == "ada-laptop"
    assert host_name("ada") == "ada"
    assert host_name("") == ""
    assert host_name() == platform.node().partition(".")[0].strip()
