"""A file without a server: read, proved, and folded."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from test_tables import KINDS, as_rows

import agent_town
from agent_town import Replay, TownError


@pytest.fixture
def broken(log: Path, tmp_path: Path) -> Callable[[Callable[[list[bytes]], object]], Path]:
    """The log with its lines changed by a function."""

    def change(how: Callable[[list[bytes]], object]) -> Path:
        lines = log.read_bytes().splitlines(keepends=True)
        how(lines)
        path = tmp_path / "broken.ndjson"
        path.write_bytes(b"".join(lines))
        return path

    return change


def test_it_says_what_run_it_is_of(log: Path) -> None:
    replay = Replay(log)
    assert (replay.id, replay.seed, replay.config["population"]) == (
        "smallville",
        7,
        {"kind": "smallville", "citizens": 25},
    )


FILTERS: list[dict[str, Any]] = [
    {},
    {"operation": "gossip"},
    {"citizen": ["alice", "bob"]},
    {"type": "coalition"},
    {"phase": "EVENING"},
    {"text": "alice BOB"},
    {"text": "formed"},
    {"coalition": "c1"},
]


def test_its_tables_are_those_of_the_town_when_it_lived(tmp_path: Path) -> None:
    record = tmp_path / "lived.ndjson"
    with agent_town.serve(paused=True, seed=7, record=record) as served:
        town = served.town
        town.step(2, by="day")
        events = {name: as_rows(town.events(as_=name)) for name in KINDS}
        filtered = [as_rows(town.events(**filters)) for filters in FILTERS]
        folded = [(as_rows(town.citizens(at)), as_rows(town.relationships(at))) for at in (20, None)]
    replay = Replay(record)
    assert {name: as_rows(replay.events(as_=name)) for name in KINDS} == events
    assert [as_rows(replay.events(**filters)) for filters in FILTERS] == filtered
    assert all(filtered)
    assert [(as_rows(replay.citizens(at)), as_rows(replay.relationships(at))) for at in (20, None)] == folded


def test_its_events_go_on_behind_one_and_end_at_a_limit(log: Path) -> None:
    assert [row["seq"] for row in Replay(log).events(5, 3, as_="rows")] == [6, 7, 8]
    assert [event["seq"] for event in islice(Replay(log).stream(), 3)] == [1, 2, 3]


def test_a_widget_carries_the_file(log: Path) -> None:
    assert gzip.decompress(Replay(log).feed()._recording) == log.read_bytes()


def test_who_is_not_there_has_neighbours_in_name(log: Path) -> None:
    with pytest.raises(TownError, match="'Alise'.*: alice"):
        Replay(log).scatter(selected=["Alise"])


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda lines: lines.__setitem__(4, lines[4].replace(b'"day":1', b'"day":2')), "line 5 was changed"),
        (lambda lines: lines.pop(4), "line 5 was changed"),
        (lambda lines: lines.insert(4, lines[3]), "line 5 was changed"),
        (lambda lines: lines.__setitem__(slice(3, 5), [lines[4], lines[3]]), "line 4 was changed"),
        (lambda lines: lines.insert(4, b"hello\n"), "line 5 is no line of a town's log"),
    ],
)
def test_a_line_that_is_not_as_it_was_is_named(
    broken: Callable[[Callable[[list[bytes]], object]], Path], how: Callable[[list[bytes]], object], words: str
) -> None:
    replay = Replay(broken(how))
    with pytest.raises(TownError, match=words) as corrupt:
        replay.events()
    assert corrupt.value.code == "corrupt_log"


def test_a_torn_last_line_is_left_out(log: Path, broken: Callable[[Callable[[list[bytes]], object]], Path]) -> None:
    whole = len(Replay(log).events())
    assert len(Replay(broken(lambda lines: lines.__setitem__(-1, lines[-1][:50]))).events()) == whole - 1


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(TownError, match="line 1 is no line of a town's log"):
        Replay(other)
    with pytest.raises(TownError, match="can't read .*none.ndjson: No such file"):
        Replay(tmp_path / "none.ndjson")


def test_without_node_the_tables_say_what_to_install(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert len(Replay(log).events(limit=3)) == 3
    with pytest.raises(TownError, match="Node 20.19 or newer") as missing:
        Replay(log).citizens()
    assert missing.value.code == "no_node"
