"""The wheel, as somebody meets it who has nothing else: a clean environment, no network, and the README."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
import venv
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]


def built() -> Path:
    done = subprocess.run(
        ["node", str(PYTHON.parent / "scripts" / "wheel.mjs")], capture_output=True, text=True, check=True
    )
    return Path(done.stdout.split("\n")[-2])


@pytest.fixture(scope="module")
def wheel() -> Path:
    return built()


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has the wheel, what it needs, and polars."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home)
    python = home / "bin" / "python"
    offline = ["--no-index", "--find-links", str(Path(sys.prefix) / "wheels"), "--no-compile", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", *offline, str(wheel), "polars"], check=True
    )
    return python


def run(python: Path, script: str, cwd: Path) -> str:
    done = subprocess.run([python, "-W", "error", "-c", script], capture_output=True, text=True, cwd=cwd, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readmes_run_where_nothing_else_is(clean: Path, tmp_path: Path, log: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(log.read_bytes())
    short = re.findall(r"```python\n(.*?)```", (PYTHON / "README.md").read_text(), re.DOTALL)
    long = re.findall(r"\n    (import agent_town\n(?:    .*\n)+)", (PYTHON.parent / "README.md").read_text())
    assert (len(short), len(long)) == (1, 1)
    check = """
import polars
people = town.citizens()
assert isinstance(people, polars.DataFrame) and people.height == 25, people
assert len(town.dashboard()._esm) > 100_000
assert agent_town.__file__.startswith(sys.prefix), agent_town.__file__
"""
    run(clean, textwrap.dedent("    " + long[0]), tmp_path)
    assert run(clean, "import sys\n" + short[0] + check, tmp_path) == "1 town_status\n"


def test_the_command_line_is_installed(clean: Path) -> None:
    program = clean.parent / "agent-town"
    assert (
        "A town of simulated citizens"
        in subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    )


def test_it_holds_what_it_carries_and_whose_that_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        third_party = files.read("agent_town/THIRD_PARTY.txt").decode()
    for name in (
        "py.typed",
        "static/agent-town.js",
        "server/bin/agent-town.mjs",
        "server/dist/page/index.html",
        "tether.mjs",
    ):
        assert f"agent_town/{name}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "node_modules" in name or name.endswith((".stamp", ".map", ".ts"))]
    for package in ("preact", "hono", "zod", "roboto-fontface", "commander"):
        assert re.search(rf"^{package} \d+\.\d+\.\d+ \(.*\)$", third_party, re.MULTILINE), package
    licences = set(re.findall(r"^\S+ \d+\.\d+\.\d+\S* \((.*)\)$", third_party, re.MULTILINE))
    assert licences <= {"MIT", "ISC", "Apache-2.0", "BSD-3-Clause", "0BSD", "Unlicense"}


def test_the_same_sources_give_the_same_bytes(wheel: Path) -> None:
    before = sha256(wheel.read_bytes()).hexdigest()
    assert sha256(built().read_bytes()).hexdigest() == before


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 1_500_000
