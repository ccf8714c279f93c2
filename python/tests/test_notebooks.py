"""The notebooks as programs, which nobody looks at. Browsers open them in test/browser/hosts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]
RUNNERS = {"town.py": [], "town.ipynb": ["-c", "from nbclient.cli import main; main()"]}


@pytest.mark.parametrize("notebook", RUNNERS)
def test_a_notebook_runs_from_top_to_bottom_with_a_town_of_its_own(notebook: str, tmp_path: Path) -> None:
    shutil.copy(PACKAGE.parent / "notebooks" / notebook, tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "AGENT_TOWN_URL"}
    done = subprocess.run(
        [sys.executable, *RUNNERS[notebook], notebook],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
