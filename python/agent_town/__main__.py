"""`python -m agent_town …`: the whole command line of the project, as the wheel carries it."""

from __future__ import annotations

import subprocess
import sys

from .errors import TownError
from .node import command


def main() -> int:
    try:
        program = command(*sys.argv[1:])
    except TownError as error:
        print(f"agent-town: {error}", file=sys.stderr)
        return 1
    child = subprocess.Popen(program)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The terminal has told both; how to end is the program's to decide.
            continue


if __name__ == "__main__":
    sys.exit(main())
