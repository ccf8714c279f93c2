"""A real server for all tests, from what the package carries; every test that changes a town makes its own."""

from __future__ import annotations

import itertools
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import agent_town
from agent_town import Served, Town
from agent_town.node import command

_names = itertools.count(1)


def pytest_sessionstart() -> None:
    """What is tested carries what the present sources give; nothing to do when it does."""
    wheel = Path(__file__).parents[2] / "scripts" / "wheel.mjs"
    subprocess.run(["node", wheel, "--contents"], check=True)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    with agent_town.serve(seed=7, paused=True, town_id="first") as served:
        yield served


@pytest.fixture
def town(served: Served) -> Iterator[Town]:
    """A town of 25 that stands still, and has lived a day."""
    town = Town.create(served.url, seed=7, paused=True, town_id=f"town-{next(_names)}")
    town.step(by="day")
    yield town
    town.end()


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days of smallville."""
    path = tmp_path_factory.mktemp("logs") / "two days.ndjson"
    subprocess.run(command("run", "--days=2", "--seed=7", f"--out={path}"), check=True, capture_output=True)
    return path


def until(true: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Looks again until it is so; fails when it takes too long."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not come about within {seconds} s"
        time.sleep(0.02)
