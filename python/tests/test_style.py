"""Types are strict, and the style is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]


@pytest.mark.parametrize("tool", ["mypy agent_town tests build_contents.py", "ruff check .", "ruff format --check ."])
def test_nothing_to_complain_of(tool: str) -> None:
    done = subprocess.run([sys.executable, "-m", *tool.split()], capture_output=True, text=True, cwd=PYTHON)
    assert done.returncode == 0, done.stdout + done.stderr
