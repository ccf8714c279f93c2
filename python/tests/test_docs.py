"""What the documentation shows is run."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import agent_town

PYTHON = Path(__file__).parents[1]
GUIDE = PYTHON.parent / "docs" / "python.md"


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.iter_modules(agent_town.__path__) if module.name != "__main__"]
)
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"agent_town.{name}")).failed == 0


def test_every_snippet_of_the_guide_runs_in_order(tmp_path: Path, log: Path) -> None:
    """As one program: a reader who types them one after another must get through."""
    snippets = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(snippets) > 8
    (tmp_path / "a.ndjson").write_bytes(log.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(snippets)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PYTHON)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
