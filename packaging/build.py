#!/usr/bin/env python3
"""Makes TurboDesk's installers.

    python packaging/build.py all              everything this system can make, into dist/
    python packaging/build.py freeze           only the frozen program, tried, into build/frozen
    python packaging/build.py deb rpm          only these, of the tree as it is now

Needs Python 3.11 or newer and the network, or a filled pip cache; what else, it says before it begins. It makes an
environment of its own in build/python from the lock files, and never touches yours.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bundle import environment, needs, project
from bundle.build import Build, BuildError
from bundle.targets import missing_tools, of_this_system, run


def main(arguments: list[str]) -> int:
    """Make what the command line asks for; 0 when all of it was made."""
    targets = of_this_system()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(["all", *targets]))
    parser.add_argument("--out", type=Path, default=project.ROOT / "dist", help="where installers go (dist)")
    parser.add_argument(
        "--work", type=Path, default=project.ROOT / "build", help="where everything between goes (build)"
    )
    parser.add_argument("--needs", action="store_true", help="name the Debian packages missing for all of it, and stop")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.targets) - {"all", *targets}:
        parser.error(f"there is no {', '.join(sorted(unknown))} on this system; there are: all, {', '.join(targets)}")
    build = Build(asked.out.resolve(), asked.work.resolve())
    wanted = list(targets) if "all" in asked.targets else [name for name in targets if name in asked.targets]
    if asked.needs:
        print(" ".join(needs.missing_packages(build, missing_tools(targets))))  # noqa: T201  # the answer itself
        return 0
    if not wanted:
        parser.error("nothing to make was named")
    try:
        needs.require(build, missing_tools(wanted))
        code = environment.enter(build, arguments)
        if code is not None:
            return code
        run(build, wanted)
    except BuildError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
