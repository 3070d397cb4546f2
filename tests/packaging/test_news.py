"""What packaging/sign-news signs is what the program believes, and a build asks where it was told to ask."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bundle import news
from bundle.build import Build, BuildError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from turbodesk import resources
from turbodesk.app import model_news, updates
from turbodesk.gateway import catalogue

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "packaging" / "sign-news"
PAGE = "https://example.org/releases/9.1"


def sign_news(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), *map(str, arguments)]
    inherited = {name: value for name, value in os.environ.items() if name != news.PRIVATE_KEY}
    return subprocess.run(command, env=inherited | environment, capture_output=True, text=True, check=False)


def test_signed_news_are_believed_by_a_build_that_was_told_the_key(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sign_news("--new-key", tmp_path / "key")
    public = made.stdout.strip()
    signed = sign_news("--page", PAGE, "--version", "9.1", "--key", tmp_path / "key", "--out", tmp_path)
    assert signed.returncode == 0, signed.stderr
    retired = base64.b64encode(bytes(32)).decode()
    address = "https://example.org/latest.json"
    news.put_source(build, {news.ADDRESS: address, news.KEYS: f"{retired} {public}"})

    monkeypatch.setattr(resources, "_PLACES", (build.contents / "turbodesk" / "_resources",))
    source = updates.source()
    assert source is not None
    assert source.address == address
    content, signature = ((tmp_path / name).read_bytes() for name in ("latest.json", "latest.json.sig"))
    assert updates.verified(content, signature, source.keys) == updates.Release("9.1", PAGE)
    with pytest.raises(ValueError, match="not ours"):
        updates.verified(content.replace(b"9.1", b"9.2"), signature, source.keys)


def test_the_key_may_come_from_the_environment(tmp_path: Path) -> None:
    private, public = news.new_key()
    signed = sign_news("--page", PAGE, "--out", tmp_path, **{news.PRIVATE_KEY: f"{private}\n"})
    assert signed.returncode == 0, signed.stderr
    assert public in signed.stdout
    assert private not in signed.stdout + signed.stderr
    told = json.loads((tmp_path / "latest.json").read_bytes())
    assert (told["version"], told["page"]) == (_version(), PAGE)


def test_what_this_checkout_knows_of_models_travels_with_them(tmp_path: Path) -> None:
    made = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
    latest, _ = news.write(tmp_path, Ed25519PrivateKey.generate(), version="9.1", page=PAGE, made=made)
    told = model_news.read(json.loads(latest.read_bytes()), version="9.1", now_s=made.timestamp(), shipped=())
    assert told == model_news.ModelNews(int(made.timestamp()), catalogue.load())


def test_a_catalogue_too_long_to_be_taken_is_not_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_news, "MOST_BYTES", 1_000)
    with pytest.raises(BuildError, match="longer than 1000 bytes"):
        news.write(tmp_path, Ed25519PrivateKey.generate(), version="9.1", page=PAGE)
    assert not list(tmp_path.iterdir())


def test_a_new_key_is_for_its_owner_alone_and_never_overwrites_another(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert sign_news("--new-key", file).returncode == 0
    kept = file.read_bytes()
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
    again = sign_news("--new-key", file)
    assert again.returncode == 1
    assert file.read_bytes() == kept


@pytest.mark.parametrize("page", ["http://example.org/", "file:///etc/passwd", "example.org"])
def test_what_the_program_would_not_take_is_not_written(tmp_path: Path, page: str) -> None:
    with pytest.raises(BuildError, match="would not take"):
        news.write(tmp_path, Ed25519PrivateKey.generate(), version="9.1", page=page)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"too short").decode()])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    refused = sign_news("--page", PAGE, "--out", tmp_path, **{news.PRIVATE_KEY: text})
    assert refused.returncode == 1
    assert "the private key" in refused.stderr
    assert not text or text not in refused.stderr


def test_a_build_that_is_told_nothing_asks_nobody(build: Build) -> None:
    news.put_source(build, {})
    assert not (build.contents / "turbodesk" / "_resources" / "updates.json").exists()


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("https://example.org/latest.json", ""),
        ("", base64.b64encode(bytes(32)).decode()),
        ("http://example.org/latest.json", base64.b64encode(bytes(32)).decode()),
        ("https://example.org/latest.json", "no-key"),
    ],
)
def test_half_a_source_is_a_mistake(address: str, keys: str) -> None:
    with pytest.raises(BuildError, match="TURBODESK_UPDATE_"):
        news.source({news.ADDRESS: address, news.KEYS: keys})


def _version() -> str:
    from bundle import project

    return project.version()
