"""Tables in whatever the notebook works with: polars, pandas, pyarrow, or plain rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, Literal

from .errors import TownError

#: In the order of preference.
Kind = Literal["polars", "pandas", "pyarrow", "rows"]
_KINDS: tuple[Kind, ...] = ("polars", "pandas", "pyarrow", "rows")


def choose(asked: str | None) -> Kind:
    """What a table shall be: what was asked for, else the first that is installed. Raises TownError when it can't be that."""
    for kind in _KINDS:
        if asked == kind and kind != "rows" and not find_spec(kind):
            raise TownError("invalid_input", f"as_={kind!r} needs {kind}: pip install {kind}, or leave as_ out")
        if asked == kind or (asked is None and (kind == "rows" or find_spec(kind))):
            return kind
    raise TownError("invalid_input", f"as_ must be one of {', '.join(_KINDS)}, got {asked!r}")


def reads_arrow(kind: Kind) -> bool:
    """Whether what is installed can read Arrow for this kind; where it can't, rows of JSON do."""
    return kind == "polars" or (kind != "rows" and find_spec("pyarrow") is not None)


def from_arrow(streams: Iterable[bytes], kind: Kind) -> Any:
    """One table of one or more Arrow IPC streams of the same schema."""
    if kind == "polars":
        import polars

        return polars.concat([polars.read_ipc_stream(io.BytesIO(data)) for data in streams])
    import pyarrow

    tables = [pyarrow.ipc.open_stream(data).read_all() for data in streams]
    table = pyarrow.concat_tables(tables)
    if kind == "pyarrow":
        return table
    frame = table.to_pandas()
    frame.attrs.update({name.decode(): value.decode() for name, value in (table.schema.metadata or {}).items()})
    return frame


def from_rows(rows: list[dict[str, Any]], kind: Kind) -> Any:
    if kind == "rows":
        return rows
    if kind == "polars":
        import polars

        return polars.DataFrame(rows, infer_schema_length=None)
    if kind == "pyarrow":
        import pyarrow

        return pyarrow.Table.from_pylist(rows)
    import pandas

    return pandas.DataFrame(rows)


def citizen_row(citizen: dict[str, Any]) -> dict[str, Any]:
    """A citizen at level of detail 4 as the columns of the Arrow table."""
    coalitions = [coalition["id"] for coalition in citizen["coalitions"]]
    return {
        "id": citizen["id"],
        "name": citizen["name"],
        "archetype": citizen["archetype"],
        "region": citizen["region"]["id"],
        "activity": citizen["activity"],
        "mood": citizen["mood"],
        **citizen["eigenvector"],
        "drift": citizen["drift"],
        "surplus": citizen["surplus"],
        "tokens": citizen["tokens"],
        "coalitions": coalitions,
        "bridge": len(coalitions) > 1,
    }


def event_row(event: dict[str, Any]) -> dict[str, Any]:
    """An event as the columns of the Arrow table: what only some types of event have is None in the others."""
    return {
        **{name: event[name] for name in ("seq", "day", "phase", "timestamp", "type")},
        **{name: event.get(name) for name in ("operation", "participants", "success", "message", "tokens_used", "drama_contribution")},
        "caused_by": event.get("caused_by"),
        "effects": json.dumps(event["effects"]),
        "metadata": json.dumps(event.get("metadata", {})),
    }
