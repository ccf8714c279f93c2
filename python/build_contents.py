"""Builds what the wheel carries besides Python, which takes the checkout around this folder, and Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Contents(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        script = Path(self.root).parent / "scripts" / "wheel.mjs"
        node = shutil.which("node")
        if node is None or not script.exists():
            raise RuntimeError(
                "agent-town is built in a checkout of the whole project, with Node 20.19 or newer on PATH"
            )
        subprocess.run([node, str(script), "--contents"], check=True, cwd=script.parent.parent)
