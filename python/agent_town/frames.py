"""Tables in whatever the notebook works with: polars, pandas, pyarrow, or plain rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any, Literal

from .errors import TownError
from .tables import Columns

#: In the order of preference.
Kind = Literal["polars", "pandas", "pyarrow", "rows"]
_KINDS: tuple[Kind, ...] = ("polars", "pandas", "pyarrow", "rows")


def choose(asked: str | None) -> Kind:
    """What a table shall be: what was asked for, else the first that is installed. Raises TownError when it can't be
    that."""
    for kind in _KINDS:
        there = kind == "rows" or find_spec(kind) is not None
        if asked == kind and not there:
            raise TownError("invalid_input", f"as_={kind!r} needs {kind}: pip install {kind}, or leave as_ out")
        if there and asked in (kind, None):
            return kind
    raise TownError("invalid_input", f"as_ must be one of {', '.join(_KINDS)}, got {asked!r}")


def reads_arrow(kind: Kind) -> bool:
    """Whether what is installed can read Arrow for this kind; where it can't, rows of JSON do."""
    return kind == "polars" or (kind != "rows" and find_spec("pyarrow") is not None)


def part(stream: bytes, kind: Kind) -> Any:
    """An Arrow IPC stream, read: something that has a length, for `join`."""
    if kind == "polars":
        import polars

        return polars.read_ipc_stream(io.BytesIO(stream))
    import pyarrow

    return pyarrow.ipc.open_stream(stream).read_all()


def join(parts: Sequence[Any], kind: Kind) -> Any:
    """One table of parts with the same columns. In pandas, ``attrs`` say what of: seq, run_id, town_id."""
    if kind == "polars":
        import polars

        return polars.concat(parts)
    import pyarrow

    table = pyarrow.concat_tables(parts)
    if kind == "pyarrow":
        return table
    frame = table.to_pandas()
    said = {name.decode(): value.decode() for name, value in (table.schema.metadata or {}).items()}
    frame.attrs.update({name: int(value) if name == "seq" else value for name, value in said.items()})
    return frame


def from_rows(rows: Iterable[dict[str, Any]], columns: Columns, kind: Kind) -> Any:
    """The same table without Arrow from a server."""
    if kind == "rows":
        return list(rows)
    if kind == "polars":
        return _polars(list(rows), columns)
    if find_spec("pyarrow") is None:
        import pandas

        return pandas.DataFrame(list(rows), columns=list(columns))
    return join([_pyarrow(list(rows), columns)], kind)


def _polars(rows: list[dict[str, Any]], columns: Columns) -> Any:
    import polars as pl

    types: dict[str, Any] = {
        "text": pl.String,
        "whole": pl.Int64,
        "real": pl.Float64,
        "flag": pl.Boolean,
        "instant": pl.Datetime("ms", "UTC"),
        "texts": pl.List(pl.String),
        "wholes": pl.List(pl.Int64),
    }
    return pl.DataFrame(rows, schema={name: types[holds] for name, holds in columns.items()})


def _pyarrow(rows: list[dict[str, Any]], columns: Columns) -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "whole": pa.int64(),
        "real": pa.float64(),
        "flag": pa.bool_(),
        "instant": pa.timestamp("ms", "UTC"),
        "texts": pa.list_(pa.string()),
        "wholes": pa.list_(pa.int64()),
    }
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, types[holds]) for name, holds in columns.items()]))
