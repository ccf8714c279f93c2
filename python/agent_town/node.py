"""Node, which runs what the wheel carries: found, and its age looked at."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from .carried import PROGRAM, UNBUILT
from .errors import TownError

#: The oldest that can.
_LEAST = (20, 19)
_HOW = "install it from https://nodejs.org, by your package manager, or with `conda install -c conda-forge nodejs`"


def command(*args: str) -> list[str]:
    """How to run the carried command line with these arguments.

    Raises TownError no_node when there is no Node on PATH (or at ``AGENT_TOWN_NODE``), or it is too old.
    """
    node = os.environ.get("AGENT_TOWN_NODE") or shutil.which("node")
    if node is None:
        raise TownError(
            "no_node", f"the town runs on Node {_LEAST[0]}.{_LEAST[1]} or newer, and there is no `node` on PATH: {_HOW}"
        )
    if not PROGRAM.exists():
        raise TownError("not_found", UNBUILT)
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as cause:
        raise TownError("no_node", f"can't run {node} ({cause}): {_HOW}") from cause
    version = re.match(r"v(\d+)\.(\d+)\.", said)
    if version is None or (int(version[1]), int(version[2])) < _LEAST:
        raise TownError(
            "no_node", f"the town runs on Node {_LEAST[0]}.{_LEAST[1]} or newer, {node} is {said or 'none'}: {_HOW}"
        )
    return [node, str(PROGRAM), *args]
