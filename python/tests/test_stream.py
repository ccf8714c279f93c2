"""What happens, as it happens: nothing twice, nothing missed, and nothing left open."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from urllib.parse import urlsplit

import pytest
from conftest import until

from agent_town import Town, TownError
from agent_town.http import Server
from agent_town.stream import Stream, back_off


def watching(town: Town) -> int:
    return int(town.status()["watching"])


def test_it_tells_what_happens_from_now_on(town: Town) -> None:
    stream = town.stream()
    began = town.moment().seq
    town.step(3)
    assert [event["seq"] for event in islice(stream, 3)] == [began + 1, began + 2, began + 3]


def test_break_closes_the_connection_and_another_loop_goes_on_behind(town: Town) -> None:
    stream = town.stream(after=0)
    for event in stream:
        assert watching(town) == 1
        if event["seq"] == 5:
            break
    until(lambda: watching(town) == 0, "closing the connection")
    assert stream.after == 5
    assert next(iter(stream))["seq"] == 6
    until(lambda: watching(town) == 0, "closing the second connection")


def test_async_break_closes_the_connection_too(town: Town) -> None:
    async def five() -> list[int]:
        seqs = []
        async for event in town.stream(after=0):
            seqs.append(event["seq"])
            if len(seqs) == 5:
                break
        return seqs

    assert asyncio.run(five()) == [1, 2, 3, 4, 5]
    until(lambda: watching(town) == 0, "closing the connection")


def test_a_task_that_is_cancelled_while_it_waits_lets_go(town: Town) -> None:
    async def wait() -> None:
        async for _ in town.stream():
            raise AssertionError("the town stands still")

    async def cancelled() -> None:
        task = asyncio.create_task(wait())
        while await asyncio.to_thread(watching, town) == 0:
            await asyncio.sleep(0.02)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    until(lambda: watching(town) == 0, "closing the connection")


def test_many_streams_at_once_wait_without_keeping_each_other(town: Town) -> None:
    async def first(n: int) -> int:
        async for event in town.stream(after=n):
            return event["seq"]
        raise AssertionError("it ended")

    async def all_of_them() -> list[int]:
        waiting = [asyncio.create_task(first(town.moment().seq)) for _ in range(12)]
        while await asyncio.to_thread(watching, town) < 12:
            await asyncio.sleep(0.02)
        await asyncio.to_thread(town.step)
        return await asyncio.gather(*waiting)

    head = town.moment().seq
    assert asyncio.run(all_of_them()) == [head + 1] * 12


def test_a_filter_lets_through_what_was_asked_for(town: Town) -> None:
    town.step(2, by="day")
    wanted = [event["seq"] for event in town.events(operation="gossip", as_="rows")]
    stream = town.stream(after=0, operation="gossip")
    assert [event["seq"] for event in islice(stream, len(wanted))] == wanted


def test_it_ends_with_its_town(town: Town) -> None:
    fork = town.fork(at=40, paused=True)
    stream = fork.stream(after=38)
    seqs = []
    for event in stream:
        seqs.append(event["seq"])
        if event["seq"] == 40:
            fork.end()
    assert seqs == [39, 40]


def test_a_broken_line_is_mended_without_a_gap_or_a_double(town: Town, cutter: Cutter) -> None:
    cutter.most = 15_000
    head = town.moment().seq
    seqs = [event["seq"] for event in islice(cutter.stream(town, after=0), head)]
    assert seqs == list(range(1, head + 1))
    assert cutter.lines >= 3


def test_what_stays_away_is_said_and_may_be_tried_again(town: Town, cutter: Cutter) -> None:
    stream = cutter.stream(town, after=0, patience=0.0)
    seqs = []
    with pytest.raises(TownError, match="could not be mended") as away:
        for event in stream:
            seqs.append(event["seq"])
            cutter.shut()
            town.step()
    assert away.value.code == "unreachable"
    assert stream.after == seqs[-1]
    cutter.open()
    assert next(iter(stream))["seq"] == seqs[-1] + 1


def test_another_run_is_no_continuation(town: Town) -> None:
    stream = Stream(town._server, town.id, "another-run", 3)
    with pytest.raises(TownError, match="can't go on after event 3") as reset:
        next(iter(stream))
    assert reset.value.code == "out_of_range"


def test_nobody_there_is_said_at_once() -> None:
    with pytest.raises(TownError, match="nobody answers"):
        next(iter(Stream(Server("http://127.0.0.1:9"), "smallville", "run", 0)))


def test_waits_grow_to_half_a_minute_and_heed_the_server() -> None:
    assert [back_off(attempt, 0.999) < 30 for attempt in range(1, 100)] == [True] * 99
    assert back_off(3, 0.0) == 4 * back_off(1, 0.0)
    assert back_off(1, 0.0, least=8.0) == 4.0


class Cutter:
    """Stands between a client and the server, and cuts their line when told to, or after ``most`` bytes."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or "", parts.port or 80)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.lines = 0
        self.most = 1 << 40
        self.port = 0
        self.open()

    def open(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._let_in, args=(self._door,), daemon=True).start()

    def stream(self, town: Town, after: int, patience: float = 60.0) -> Stream:
        run = town.status()["run_id"]
        return Stream(Server(f"http://127.0.0.1:{self.port}"), town.id, run, after, patience=patience)

    def cut(self) -> None:
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def shut(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            server = socket.create_connection(self._to)
            self.lines += 1
            self._pairs.append((client, server))
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        left = self.most
        with suppress(OSError):
            while data := one.recv(min(left, 4096)):
                other.sendall(data)
                left -= len(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def cutter(town: Town) -> Iterator[Cutter]:
    cutter = Cutter(town.url)
    yield cutter
    cutter.shut()
