"""A recorded town: a file that `agent-town run --out` or `serve --record` wrote, read without any server."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast

from . import frames, tables
from .errors import TownError
from .events import TownEvent
from .filter import Filter, Words
from .node import command
from .room import Room
from .shown import Shown

#: The end of every line: the CRC-32 of all lines so far, without their checks.
_CHECKED = re.compile(rb',"check":"([0-9a-f]{8})"\}\r?\n?\Z')


class Replay(Shown):
    """A run in a file. Its widgets show it without a server; ``events()`` reads it here, ``citizens()`` and
    ``relationships()`` fold it with the command line that this package carries (Node).

        replay = Replay("a.ndjson")
        replay.dashboard()

    Raises TownError: not_found, or corrupt_log naming the line that is none of a log.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(fspath(path))
        try:
            with self.path.open("rb") as lines:
                first = lines.readline()
        except OSError as cause:
            raise TownError("not_found", f"can't read {self.path}: {cause.strerror}") from cause
        header, self._check = _checked(self.path, 1, first, 0)
        if header.get("type") != "town_log" or header.get("version") != 1:
            raise TownError(
                "corrupt_log",
                f'{self.path}, line 1 must be the header of a town\'s log, {{"type":"town_log","version":1, …}}',
            )
        #: What the run was made of.
        self.config: dict[str, Any] = header["config"]
        self.id: str = header["town_id"]
        self.run_id: str = header["run_id"]
        self.seed: int = header["seed"]
        self._room = Room(lambda: {"town": self.id, "_recording": self._recording}, self._people)

    def __repr__(self) -> str:
        return f"Replay({str(self.path)!r})"

    def events(
        self,
        after: int = 0,
        limit: int | None = None,
        *,
        operation: Words = None,
        citizen: Words = None,
        phase: Words = None,
        type: Words = None,
        coalition: Words = None,
        text: str | None = None,
        as_: frames.Kind | None = None,
    ) -> Any:
        """A row an event, as `Town.events` has them. Reads the file from its beginning, proving each line."""
        wanted = Filter(operation=operation, citizen=citizen, phase=phase, type=type, coalition=coalition, text=text)
        passed = (event for event in self.stream() if event["seq"] > after and wanted.takes(event))
        return frames.from_rows(map(tables.event, islice(passed, limit)), tables.EVENTS, frames.choose(as_))

    def stream(self) -> Iterator[TownEvent]:
        """Every event as it was, in order. Raises TownError corrupt_log at the line that was changed, lost, doubled
        or moved; a last line that its writer was stopped in is left out."""
        check, seq = self._check, 0
        with self.path.open("rb") as lines:
            next(lines)
            for number, line in enumerate(lines, 2):
                if not line.endswith(b"\n") and not _CHECKED.search(line):
                    return
                event, check = _checked(self.path, number, line, check)
                seq += 1
                if event.get("seq") != seq:
                    raise TownError(
                        "corrupt_log",
                        f"{self.path}, line {number} holds event {event.get('seq')}, expected event {seq}",
                    )
                yield cast(TownEvent, event)

    def citizens(self, at: int | None = None, *, as_: frames.Kind | None = None) -> Any:
        """A row a citizen after event ``at``, by default at the end, as `Town.citizens` has them. Folds the run: a
        second or so."""
        return self._folded("citizens", at, as_)

    def relationships(self, at: int | None = None, *, as_: frames.Kind | None = None) -> Any:
        """A row for how someone stands to someone else: ``from``, ``to``, ``weight``."""
        return self._folded("relationships", at, as_)

    @cached_property
    def _recording(self) -> bytes:
        return gzip.compress(self.path.read_bytes(), 6, mtime=0)

    def _people(self, ids: Sequence[str]) -> dict[str, str] | None:
        try:
            return {one["id"]: one["name"] for one in json.loads(self._exported("citizens.json"))}
        except TownError:
            # Without Node nobody knows here who lives there; the browser will.
            return None

    def _folded(self, what: str, at: int | None, as_: frames.Kind | None) -> Any:
        kind = frames.choose(as_)
        if not frames.reads_arrow(kind):
            raise TownError("invalid_input", "tables of a recorded town need polars or pyarrow: pip install polars")
        stream = self._exported("arrow", f"--what={what}", *([] if at is None else [f"--at={at}"]))
        return frames.join([frames.part(stream, kind)], kind)

    def _exported(self, format: str, *options: str) -> bytes:
        """What the carried command line makes of the file. Raises TownError with its words."""
        program = command("export", f"--format={format}", *options, "--", str(self.path))
        done = subprocess.run(program, capture_output=True, check=False)
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().removeprefix("agent-town: ")
            raise TownError("corrupt_log" if done.returncode == 1 else "invalid_input", words)
        return done.stdout


def _checked(path: Path, number: int, line: bytes, crc: int) -> tuple[dict[str, Any], int]:
    """What a line says, and the check of all lines up to it."""
    found = _CHECKED.search(line)
    if found is None:
        raise TownError(
            "corrupt_log",
            f'{path}, line {number} is no line of a town\'s log: it must end with "check":"8 hexadecimal digits"',
        )
    body = line[: found.start()]
    crc = zlib.crc32(b"}", zlib.crc32(body, crc))
    if crc != int(found[1], 16):
        raise TownError(
            "corrupt_log",
            f"{path}, line {number} was changed: its check is {found[1].decode()}, its text gives {crc:08x}",
        )
    return json.loads(body + b"}"), crc
