"""The workflows are what GitHub understands, may do no more than they must, and run what exists here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
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


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_it_may_only_read_unless_a_job_says_why(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert name == "draft" or "permissions" not in job, name
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


def test_only_the_job_that_a_person_lets_through_sees_the_key_for_news() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    holders = [name for name, job in jobs.items() if "secrets.TURBODESK_NEWS_KEY" in str(job)]
    assert holders == ["draft"]
    assert jobs["draft"]["environment"] == "release"
