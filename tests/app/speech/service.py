"""A real speech-dispatcher on a socket of its own, whose sound goes nowhere."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

_FOLDERS = (Path("/usr/lib/speech-dispatcher-modules"), Path("/usr/libexec/speech-dispatcher-modules"))
_HOW = "sudo apt-get install speech-dispatcher speech-dispatcher-espeak-ng espeak-ng"
_SERVICE = """\
LogLevel 1
AudioOutputMethod "libao"
DefaultModule {name}
AddModule "{name}" "{program}" "{name}.conf"
"""
_WRITES = """\
Debug 0
GenericExecuteSynth "printf '%s|%s|%s\\\\n' '$LANGUAGE' '$RATE' '$DATA' >> {log}; \
espeak-ng -v $LANGUAGE -w {log}.wav -- '$DATA'; sleep $(cat {log}.pause)"
GenericCmdDependency "espeak-ng"
GenericLanguage "en" "en" "utf-8"
GenericLanguage "de" "de" "utf-8"
GenericLanguage "zh" "cmn" "utf-8"
AddVoice "en" "MALE1" "en"
AddVoice "de" "MALE1" "de"
AddVoice "zh" "MALE1" "cmn"
GenericRateAdd 0
GenericRateMultiply 100
GenericRateForceInteger 1
"""
_START_S = 10


class SpeechService:
    """One that runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = folder / "speechd.sock"
        self.environment = {"SPEECHD_ADDRESS": f"unix_socket:{self.address}"}
        self._log = folder / "said"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Begin, and wait until it can be reached."""
        self._process = await asyncio.create_subprocess_exec(
            *("speech-dispatcher", "-s", "-C", self.folder, "-L", self.folder, "-P", self.folder / "pid"),
            *("-c", "unix_socket", "-S", self.address, "-t", "0"),
            env={**os.environ, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(_START_S):
            while not await self._answers():  # noqa: ASYNC110 - nothing tells when another program listens
                await asyncio.sleep(0.01)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self.address)
        except OSError:
            return False
        writer.close()
        return True

    def take_time(self, seconds: float) -> None:
        """Have each sentence take so long, where the service writes what it says."""
        (self.folder / "said.pause").write_text(str(seconds))

    @property
    def said(self) -> list[str]:
        """What was said, as language, rate and words."""
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []

    def kill_voices(self) -> None:
        """End what makes the sound, as a fault in it would."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        for one in children.split():
            os.kill(int(one), signal.SIGKILL)

    async def end(self) -> None:
        """Kill it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def speech_service(*, writes: bool = False) -> AsyncIterator[SpeechService]:
    """Run the service with espeak-ng; `writes`: with what writes down what it says, as files of sound too."""
    program = "sd_generic" if writes else "sd_espeak-ng"
    is_there = shutil.which("speech-dispatcher") and shutil.which("espeak-ng")
    if not is_there or not any((one / program).exists() for one in _FOLDERS):
        pytest.skip(f"needs speech-dispatcher: {_HOW}")
    with _folder() as folder:
        (folder / "modules").mkdir()
        name = "writes" if writes else "espeak-ng"
        (folder / "modules" / f"{name}.conf").write_text(_WRITES.format(log=folder / "said") if writes else "Debug 0\n")
        (folder / "speechd.conf").write_text(_SERVICE.format(name=name, program=program))
        (folder / ".libao").write_text("default_driver=null\nquiet\n")
        service = SpeechService(folder)
        service.take_time(0)
        await service.start()
        try:
            yield service
        finally:
            await service.end()


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder whose name is short enough for a socket in it."""
    folder = Path(mkdtemp(prefix="spd"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
