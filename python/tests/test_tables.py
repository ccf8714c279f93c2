"""DataFrames: the same table in every library, of the moment that was asked for."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import pytest

from agent_town import Town, TownError, frames, tables

KINDS: tuple[frames.Kind, ...] = ("polars", "pandas", "pyarrow", "rows")


def as_rows(table: Any) -> list[dict[str, Any]]:
    """Whatever it is, as plain values; JSON parsed, since each language writes small numbers in its own way."""
    if hasattr(table, "to_dicts"):
        table = table.to_dicts()
    elif hasattr(table, "to_pylist"):
        table = table.to_pylist()
    elif not isinstance(table, list):
        table = [{name: plain(value) for name, value in row.items()} for row in table.to_dict("records")]
    return [
        {name: json.loads(value) if name in ("effects", "metadata") else value for name, value in row.items()}
        for row in table
    ]


def plain(value: Any) -> Any:
    """Without what pandas puts around it."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return None if value is not None and value != value else value


@pytest.mark.parametrize("kind", KINDS)
def test_citizens_are_the_same_in_every_library(town: Town, kind: frames.Kind) -> None:
    rows = as_rows(town.citizens(as_=kind))
    assert len(rows) == 25
    assert rows == as_rows(town.citizens(as_="rows"))
    assert list(rows[0]) == list(tables.CITIZENS)


@pytest.mark.parametrize("kind", KINDS)
def test_relationships_are_the_same_in_every_library(town: Town, kind: frames.Kind) -> None:
    rows = as_rows(town.relationships(as_=kind))
    assert rows == as_rows(town.relationships(as_="rows"))
    assert all(-1 <= row["weight"] <= 1 and row["weight"] != 0 for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_events_are_the_same_in_every_library(town: Town, kind: frames.Kind) -> None:
    rows = as_rows(town.events(as_=kind))
    assert [row["seq"] for row in rows] == list(range(1, town.moment().seq + 1))
    assert rows == as_rows(town.events(as_="rows"))


@pytest.mark.parametrize("kind", KINDS)
def test_phases_that_are_over_have_their_measures(town: Town, kind: frames.Kind) -> None:
    rows = as_rows(town.phases(as_=kind))
    assert [row["phase"] for row in rows] == ["MORNING", "AFTERNOON", "EVENING", "NIGHT"]
    assert list(rows[0]) == list(tables.PHASES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows_has_its_columns(town: Town, kind: frames.Kind) -> None:
    none = town.events(town.moment().seq, as_=kind)
    assert len(none) == 0
    if kind != "rows":
        names = none.column_names if kind == "pyarrow" else list(none.columns)
        assert names == list(tables.EVENTS)


def test_events_go_on_behind_one_and_end_at_a_limit(town: Town) -> None:
    assert [row["seq"] for row in town.events(5, 3, as_="rows")] == [6, 7, 8]
    assert town.events(5, 3)["seq"].to_list() == [6, 7, 8]
    with pytest.raises(TownError, match="limit must be"):
        town.events(limit=0)


def test_more_events_than_a_page_holds_come_all(town: Town) -> None:
    town.step(20, by="day")
    head = town.moment().seq
    assert head > 1000
    assert town.events()["seq"].to_list() == list(range(1, head + 1))
    assert len(town.events(limit=1001)) == 1001


@pytest.mark.parametrize("kind", KINDS)
def test_a_town_that_lives_fast_is_not_chased(town: Town, kind: frames.Kind) -> None:
    town.speed("max")
    town.resume()
    assert len(town.events(as_=kind)) > 0


def test_filters_are_those_of_the_stream(town: Town) -> None:
    town.step(2, by="day")
    met = town.events(operation=["greet", "gossip"], citizen="alice")
    assert len(met) > 0
    assert set(met["operation"]) <= {"greet", "gossip"}
    assert all("alice" in who for who in met["participants"])
    with pytest.raises(TownError, match="MORNING"):
        town.events(phase="NOON")


def test_a_moment_of_the_past_has_its_own_table(town: Town) -> None:
    head = town.moment().seq
    then, now = (as_rows(town.citizens(at=at, as_="rows")) for at in (1, head))
    assert then != now
    assert as_rows(town.citizens(at=1)) == then
    assert as_rows(town.citizens(at=head)) == now
    with pytest.raises(TownError) as refused:
        town.citizens(at=head + 1000)
    assert refused.value.code == "out_of_range"


def test_a_table_says_what_moment_it_is_of_where_the_library_can(town: Town) -> None:
    seq = town.moment().seq
    assert town.citizens(as_="pandas").attrs["seq"] == seq
    assert town.citizens(as_="pyarrow").schema.metadata[b"seq"] == str(seq).encode()


def test_what_is_not_installed_is_said(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "find_spec", lambda name: None if name in ("polars", "pyarrow") else find_spec(name))
    with pytest.raises(TownError, match="as_='polars' needs polars: pip install polars"):
        town.citizens(as_="polars")
    with pytest.raises(TownError, match="as_ must be one of polars, pandas, pyarrow, rows"):
        town.citizens(as_="excel")  # type: ignore[arg-type]
    # pandas without pyarrow has the same table by JSON.
    assert as_rows(town.citizens()) == as_rows(town.citizens(as_="rows"))
    monkeypatch.setattr(frames, "find_spec", lambda name: None)
    assert isinstance(town.citizens(), list)
