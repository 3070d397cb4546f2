"""The workflows are what GitHub understands, may do no more than they must, and run what exists here."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from bundle import appdir, channels
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return found


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_it_is_a_workflow(path: Path) -> None:
    validator = Draft7Validator(get_builtin_schema("vendor.github-workflows"))
    assert [error.message for error in validator.iter_errors(read(path))] == []


FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
OTHERS = {
    ROOT / ".github" / "dependabot.yml": "vendor.dependabot",
    ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml": "vendor.github-issue-config",
    **dict.fromkeys(FORMS, "vendor.github-issue-forms"),
}


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_what_else_the_host_reads_is_what_it_understands(path: Path) -> None:
    validator = Draft7Validator(get_builtin_schema(OTHERS[path]))
    assert [error.message for error in validator.iter_errors(read(path))] == []


def test_hooks_run_what_ci_runs() -> None:
    """A commit is judged by the programs of .venv, in the locked versions, and by nothing loaded from elsewhere."""
    config = read(ROOT / ".pre-commit-config.yaml")
    entries = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert all(entry.startswith(".venv/bin/") for entry in entries)
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for program in ("ruff check", "ruff format", "mypy"):
        assert f".venv/bin/{program}" in run
        assert any(entry.startswith(f".venv/bin/{program}") for entry in entries)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_say_their_version(path: Path) -> None:
    used = re.findall(r"uses: *(.*)", path.read_text(encoding="utf-8"))
    assert used
    for one in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


WRITING = {"draft", "repository"}
"""The jobs that may change something: they make the draft of a release, and the repository of its packages."""
RUNNERS = {"ubuntu-24.04", "windows-2022", "macos-26", "macos-26-intel"}
"""The machines that the host has, by exact name: one that is "latest" becomes another one day. ubuntu-22.04 ends
in April 2027, macos-14 has ended in November 2026, and the Macs with Intel's processor will end with macos-26-intel."""
NODE_24 = {
    "actions/checkout": 5, "actions/setup-python": 6, "actions/upload-artifact": 6, "actions/download-artifact": 7,
    "actions/attest-build-provenance": 3,
}  # fmt: skip
"""The first version of each action that runs on Node 24. What wants Node 20 no longer starts since September 2026."""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_it_runs_where_there_are_machines(path: Path) -> None:
    for name, job in read(path)["jobs"].items():
        named = job["runs-on"]
        asked = job["strategy"]["matrix"]["os"] if named == "${{ matrix.os }}" else [named]
        assert set(asked) <= RUNNERS, name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_its_actions_start_there(path: Path) -> None:
    for action, major in re.findall(r"uses: *([\w/-]+)@\S+ # v(\d+)\.", path.read_text(encoding="utf-8")):
        assert int(major) >= NODE_24[action], action


def test_whatever_is_made_is_uploaded() -> None:
    """The draft asks for every file that people download (`packaging/channels`); here each is seen to get there."""
    workflow = read(ROOT / ".github" / "workflows" / "release.yml")
    uploads = [step for step in steps(workflow) if "upload-artifact@" in step.get("uses", "")]
    assert len(uploads) == 3
    for step in uploads:
        assert step["with"]["if-no-files-found"] == "error"
        folder, _, pattern = step["with"]["path"].partition("/")
        assert folder == "dist"
        for name in channels.artefacts("1.2.3").values():
            assert fnmatchcase(name, pattern), name
    text = str(workflow)
    assert appdir.VARIABLE in text
    assert "packaging/channels dist channels" in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_it_may_only_read_unless_a_job_says_why(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert name in WRITING or "permissions" not in job, name
        assert job["timeout-minutes"] <= 90
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_programs_it_runs_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/])((?:packaging|\.ci)/[\w./-]+|requirements[\w-]*\.lock)", text))
    assert named
    for one in named:
        assert (ROOT / one).is_file(), one


@pytest.mark.parametrize(
    ("secret", "holder"), [("TURBODESK_NEWS_KEY", "draft"), ("TURBODESK_REPOSITORY_KEY", "repository")]
)
def test_only_the_job_that_a_person_lets_through_sees_a_key_that_others_trust(secret: str, holder: str) -> None:
    jobs = {name: job for path in WORKFLOWS for name, job in read(path)["jobs"].items()}
    assert [name for name, job in jobs.items() if f"secrets.{secret}" in str(job)] == [holder]
    assert jobs[holder]["environment"] == "release"
