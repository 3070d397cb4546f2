"""Runs the benchmarks one after the other and prints what each measured, one JSON object a line.

    python -m tests.bench                 all of them
    python -m tests.bench start           only those named
    python -m tests.bench --strict        exit 1 where an aim was missed

Each benchmark runs in a process of its own, so that none inherits another's memory or warm caches.
"""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests import bench


def names() -> list[str]:
    """The benchmarks: modules of this package with a `main`; those whose names begin with an underscore serve them."""
    return sorted(one.name for one in pkgutil.iter_modules(bench.__path__) if not one.name.startswith("_"))


def measure(name: str) -> Iterator[dict[str, Any]]:
    """Run one benchmark and yield the objects it prints."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    command = [sys.executable, "-m", f"tests.bench.{name}"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        yield {"benchmark": name, "failed": done.returncode}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield {"benchmark": name, **json.loads(line)}


def missed(measured: dict[str, Any]) -> list[str]:
    """The aims that were not reached: each is an upper limit for the value of the same name."""
    aims: dict[str, float] = measured.get("aims", {})
    return [name for name, limit in aims.items() if not measured.get(name, float("inf")) <= limit]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names())}")
    parser.add_argument("--strict", action="store_true", help="exit 1 where an aim was missed")
    given = parser.parse_args()
    if unknown := set(given.names) - set(names()):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    code = 0
    for name in given.names or names():
        for measured in measure(name):
            if "failed" in measured or missed(measured):
                code = 1
                measured["missed"] = missed(measured)
            sys.stdout.write(json.dumps(measured, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return code if given.strict else 0


if __name__ == "__main__":
    raise SystemExit(main())
