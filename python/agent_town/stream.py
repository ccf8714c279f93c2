"""What happens, as it happens: a line to the server that mends itself and misses nothing."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import threading
import time
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from typing import Any, cast

from .errors import TownError
from .events import TownEvent
from .http import Query, Server, read, refusal

#: Seconds without a word, not even a heartbeat (one comes every 15 s), after which a line is taken for broken.
SILENCE = 35.0


class Stream:
    """Events from a place in the history on, for ``for`` and for ``async for``.

    ``break`` closes the connection. ``after`` is the last event that was given out: whoever iterates again goes on
    behind it. It ends when the town does. A line that breaks is mended, and the events that were missed come first;
    when the server stays away longer than ``patience`` seconds, the error says so, and iterating again tries again.
    """

    def __init__(
        self,
        server: Server,
        town: str,
        run_id: str,
        after: int,
        filters: Mapping[str, Any] | None = None,
        patience: float = 60.0,
    ) -> None:
        self.after = after
        self._server = server
        self._path = f"/v1/town/{town}/events"
        self._run_id = run_id
        self._filters: Query = dict(filters or {})
        self._patience = patience

    def __repr__(self) -> str:
        return f"<Stream of {self._server.url}{self._path} after event {self.after}>"

    def __iter__(self) -> Iterator[TownEvent]:
        line = _Line()
        try:
            yield from self._events(line)
        finally:
            line.close()

    async def __aiter__(self) -> AsyncIterator[TownEvent]:
        line = _Line()
        events = self._events(line)
        # A thread of its own: a line waits most of the time, and the loop's shared threads are few.
        thread = ThreadPoolExecutor(1, thread_name_prefix="agent-town-stream")
        try:
            while True:
                event = await asyncio.get_running_loop().run_in_executor(thread, next, events, None)
                if event is None:
                    return
                yield event
        finally:
            line.close()
            # Behind a read that may still be ending.
            thread.submit(events.close)
            thread.shutdown(wait=False)

    def _events(self, line: _Line) -> Generator[TownEvent, None, None]:
        attempt, lost = 0, 0.0
        while not line.closed:
            try:
                for message in line.follow(self._server, self._path, self._filters, f"{self._run_id}-{self.after}"):
                    attempt = 0
                    if "seq" in message and message["type"] != "town_snapshot":
                        self.after = message["seq"]
                        yield cast(TownEvent, message)
                    elif self._take(message, line):
                        return
                if line.finished:
                    return
                why = "the server ended the stream"
            except (OSError, HTTPException, ValueError) as cause:
                why = f"the line broke: {cause}"
            except TownError as error:
                if error.code != "unreachable" or not line.met:
                    raise
                why = error.detail
            attempt += 1
            lost = time.monotonic() if attempt == 1 else lost
            if time.monotonic() - lost > self._patience:
                raise TownError(
                    "unreachable", f"the stream ended after event {self.after}, and could not be mended: {why}"
                )
            line.wait(back_off(attempt, random.random(), line.retry))

    def _take(self, message: Mapping[str, Any], line: _Line) -> bool:
        """What is no event. Returns whether it was the last word."""
        kind = message["type"]
        if kind == "heartbeat" and "id" in message:
            self.after = int(message["id"].rpartition("-")[2])
        elif kind in ("overload", "goodbye"):
            line.retry = message["retry_ms"] / 1000
        elif kind == "town_reset":
            raise TownError(
                "out_of_range",
                f"the stream can't go on after event {self.after}: {message['reason']}; begin anew with town.stream()",
            )
        return kind == "town_status" and message.get("kind") == "finished"


class _Line:
    """One connection after another, which another thread may close at any time."""

    def __init__(self) -> None:
        self.finished = False
        #: Whether the server has ever answered.
        self.met = False
        #: Seconds to wait, as the server asked for; 0: as one likes.
        self.retry = 0.0
        self._closed = threading.Event()
        self._socket: socket.socket | None = None

    @property
    def closed(self) -> bool:
        return self._closed.is_set()

    def follow(self, server: Server, path: str, filters: Query, last_event_id: str) -> Iterator[dict[str, Any]]:
        headers = {"Accept": "application/x-ndjson", "Last-Event-ID": last_event_id}
        connection, response = server.open(
            "GET", path, query=filters, headers=headers, timeout=SILENCE, held=self._hold
        )
        try:
            if response.status == 204:
                self.finished = True
                return
            if response.status >= 400:
                answer = read(response)
                error = refusal(answer, server.url)
                # What is the server's trouble passes; what is ours doesn't.
                raise TownError("unreachable", error.detail) if answer.status in (429, 500, 502, 503, 504) else error
            self.met = True
            for text in response:
                if not text.endswith(b"\n"):
                    return
                yield json.loads(text)
        finally:
            self._socket = None
            response.close()
            connection.close()

    def _hold(self, held: socket.socket) -> None:
        self._socket = held
        if self.closed:
            self.close()

    def wait(self, seconds: float) -> None:
        self._closed.wait(seconds)

    def close(self) -> None:
        """Lets go at once, also of a read that waits in another thread."""
        self._closed.set()
        held = self._socket
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


def back_off(attempt: int, chance: float, least: float = 0.0) -> float:
    """Seconds to wait before the attempt-th attempt in a row: doubling to half a minute, spread by ``chance`` in [0,
    1).

    >>> back_off(1, 0.0), back_off(1, 0.5), back_off(20, 0.0)
    (0.25, 0.375, 15.0)
    """
    most = min(30.0, max(0.5, least) * 2.0 ** min(attempt - 1, 30))
    return most / 2 * (1 + chance)
