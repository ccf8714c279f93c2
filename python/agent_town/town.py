"""A living town on a server: what it is, what it does, and what one may ask of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice, takewhile
from typing import Any, Literal, NamedTuple, cast
from urllib.parse import parse_qs, quote, urlsplit

from . import frames, tables
from .errors import TownError
from .events import OperationEvent, Phase
from .filter import Words
from .http import Answer, Query, Server
from .room import Room
from .shown import Shown
from .stream import Stream

#: As many entries as the server puts on a page.
_PAGE = 1000


class Moment(NamedTuple):
    """A place in a town's history. ``seq`` is what `at=` takes."""

    seq: int
    day: int
    phase: Phase


class Town(Shown):
    """A town on a server. ``id`` may be left out where there is one town; ``url`` may be the link of its page, token
    and all.

        town = Town()                                     # npm start, on this machine
        town = Town("https://town.example.org", "smallville", token=os.environ["TOWN_TOKEN"])

    Raises TownError: nobody answers, there is no such town (it names those there are), or a token is missing.
    """

    def __init__(self, url: str = "http://127.0.0.1:4321", id: str | None = None, token: str | None = None) -> None:
        self._server, linked = _read_link(url, token)
        # Whether even who watches needs the token.
        guarded = self._server.token is not None and Server(self.url).raw("GET", "/v1/town").status == 401
        self.id = _one_of([town["town_id"] for town in self._server.get("/v1/town")["towns"]], id or linked, self.url)
        self._room = Room(
            shows=lambda: {"url": self.url, "town": self.id},
            strangers=self._strangers,
            server=self._server,
            commanded={self.id},
            token=self._server.token if guarded else None,
        )

    @classmethod
    def create(cls, url: str = "http://127.0.0.1:4321", token: str | None = None, **wish: Any) -> Town:
        """Makes a town on a server: ``citizens=100, seed=3, town_id="harbour", speed=4, paused=True, rules={…}``; a
        list of citizens and regions makes one by hand (`POST /v1/town` in the server's /docs)."""
        server, _ = _read_link(url, token)
        return cls(server.url, server.post("/v1/town", wish)["town_id"], server.token)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def page(self) -> str:
        """The link of its page."""
        return f"{self.url}/?town={self.id}"

    def __repr__(self) -> str:
        return f"Town({self.url!r}, {self.id!r})"

    # What it is

    def status(self) -> dict[str, Any]:
        """Its day and phase, newest event (``seq``), pace, size, seed, how many watch, and what it was made of."""
        return cast("dict[str, Any]", self._get(""))

    def moment(self) -> Moment:
        """The newest moment. Tables that are asked for at one moment agree with each other:
        ``town.citizens(at=now.seq)``."""
        status = self.status()
        return Moment(status["seq"], status["day"], status["phase"])

    def state(self, at: int | None = None) -> dict[str, Any]:
        """The whole state after event ``at``, as JSON has it."""
        return cast("dict[str, Any]", self._get("/state", {"at": at}))

    def measures(self, at: int | None = None) -> dict[str, float]:
        """Tension, cooperation, drama, tokens, coalitions …; what each means is in the server's /docs."""
        return cast("dict[str, float]", self._get("/measures", {"at": at})["measures"])

    def citizens(self, at: int | None = None, *, as_: frames.Kind | None = None) -> Any:
        """A row a citizen: who, where, seven traits, coalitions. ``at``: after that event; by default now.

        A DataFrame of polars, else pandas, else pyarrow, else a list of dicts, by what is installed or by ``as_``.
        The moment that it is of: `at`; in pandas also ``frame.attrs["seq"]``, in pyarrow
        ``table.schema.metadata[b"seq"]``.
        """
        return self._table(
            "citizens",
            at,
            as_,
            tables.CITIZENS,
            lambda: map(tables.citizen, self._pages("citizens", {"at": at, "lod": 4})),
        )

    def relationships(self, at: int | None = None, *, as_: frames.Kind | None = None) -> Any:
        """A row for how someone stands to someone else: ``from``, ``to``, ``weight`` in [-1, 1], never 0."""
        return self._table(
            "relationships", at, as_, tables.RELATIONSHIPS, lambda: self._pages("relationships", {"at": at})
        )

    def phases(self, *, as_: frames.Kind | None = None) -> Any:
        """A row for each phase that is over, and what it measured. The newest 20,000 are kept."""
        kind = frames.choose(as_)
        return frames.from_rows(map(tables.phase, self._pages("measures/phases", {}, "phases")), tables.PHASES, kind)

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
        """A row an event, oldest first, from behind event ``after`` on; at most ``limit``, else all there are by now.

        The filters as in `stream`: each that is said must hold; of a list, one entry must. 1,000 events a request.
        """
        if limit is not None and limit < 1:
            raise TownError("invalid_input", f"limit must be a whole number from 1, or None for all, got {limit}")
        filters = {
            "operation": operation,
            "citizen": citizen,
            "phase": phase,
            "type": type,
            "coalition": coalition,
            "text": text,
        }
        kind = frames.choose(as_)
        # A town that lives fast would never be caught up with.
        head = self.moment().seq
        if frames.reads_arrow(kind):
            return frames.join(list(self._event_tables(after, limit, filters, head, kind)), kind)
        pages = self._pages("history", {**filters, "after": after}, "events")
        said = islice(takewhile(lambda event: event["seq"] <= head, pages), limit)
        return frames.from_rows(map(tables.event, said), tables.EVENTS, kind)

    # What happens

    def stream(
        self,
        after: int | None = None,
        *,
        operation: Words = None,
        citizen: Words = None,
        phase: Words = None,
        type: Words = None,
        coalition: Words = None,
        text: str | None = None,
        patience: float = 60.0,
    ) -> Stream:
        """Events as they happen, from now on or from behind event ``after`` on, for ``for`` and ``async for``.

            for event in town.stream(operation="gossip"):
                print(event["message"])
                break                                     # closes the connection

        See `Stream` for lines that break, and for going on.
        """
        filters = {
            "operation": operation,
            "citizen": citizen,
            "phase": phase,
            "type": type,
            "coalition": coalition,
            "text": text,
        }
        status = self.status()
        begin = status["seq"] if after is None else after
        return Stream(self._server, self.id, status["run_id"], begin, filters, patience)

    # What one may ask of it

    def step(self, n: int = 1, by: Literal["event", "phase", "day"] = "event") -> Moment:
        """Lives on by so much at once, paused or not, and says where that led."""
        if n < 1:
            raise TownError("invalid_input", f"n must be a whole number from 1, got {n}")
        for _ in range(n):
            status = self._control(action="step", by=by)
        return Moment(status["seq"], status["day"], status["phase"])

    def pause(self) -> None:
        self._control(action="pause")

    def resume(self) -> None:
        self._control(action="resume")

    def speed(self, times: float | Literal["max"]) -> None:
        """0.25 to 64 times its own pace, at which a day lasts a minute; ``"max"``: as fast as the machine can."""
        self._control(action="speed", speed=times)

    def run_until(self, moment: str) -> None:
        """Lives on until a moment begins, such as ``day:12/evening``, and pauses there. Doesn't wait for it."""
        self._control(action="run_until", until=moment)

    def perturb(self, operation: str, *citizens: str) -> OperationEvent:
        """Makes citizens do something now, who begins foremost: ``town.perturb("greet", "alice", "bob")``. Returns
        what happened; raises TownError impossible that says why it can't be."""
        body = {"operation": operation, "participants": list(citizens)}
        return cast(OperationEvent, self._server.post(f"/v1/town/{self.id}/perturb", body))

    def fork(
        self,
        at: int | None = None,
        seed: int | None = None,
        *,
        id: str | None = None,
        speed: float | None = None,
        paused: bool = False,
    ) -> Town:
        """Another town that goes on from a moment of this one, by default now. By the same seed it lives the same
        future until somebody perturbs one of the two."""
        wish = {"at": at, "seed": seed, "town_id": id, "speed": speed, "paused": paused}
        body = {name: value for name, value in wish.items() if value is not None}
        made = self._server.post(f"/v1/town/{self.id}/fork", body)
        return Town(self.url, made["town_id"], self._server.token)

    def end(self) -> None:
        """Ends the town; its widgets say that it is finished."""
        self._server.ask("DELETE", f"/v1/town/{self.id}")

    # Asking

    def _get(self, path: str, query: Query | None = None) -> Any:
        return self._server.get(f"/v1/town/{self.id}{path}", query)

    def _control(self, **body: Any) -> dict[str, Any]:
        return cast("dict[str, Any]", self._server.post(f"/v1/town/{self.id}/control", body))

    def _strangers(self, ids: Sequence[str]) -> dict[str, str] | None:
        there = (
            self._server.raw("GET", f"/v1/town/{self.id}/citizens/{quote(one, safe='')}", query={"lod": 0})
            for one in ids
        )
        if all(answer.status == 200 for answer in there):
            return None
        return {citizen["id"]: citizen["name"] for citizen in self._pages("citizens", {"lod": 0})}

    def _pages(self, what: str, query: Query, key: str | None = None) -> Iterator[dict[str, Any]]:
        """The entries of a long list, all of one moment."""
        query = dict(query)
        after = query.pop("after", None)
        while True:
            page = self._get(f"/{what}", {**query, "after": after, "limit": _PAGE})
            if "at" in query:
                query["at"] = page["seq"]
            yield from page[key or what]
            after = page["next"]
            if after is None:
                return

    def _table(
        self,
        what: str,
        at: int | None,
        as_: frames.Kind | None,
        columns: tables.Columns,
        rows: Callable[[], Iterable[dict[str, Any]]],
    ) -> Any:
        kind = frames.choose(as_)
        if not frames.reads_arrow(kind):
            return frames.from_rows(rows(), columns, kind)
        return frames.join([frames.part(self._arrow(what, {"at": at}).body, kind)], kind)

    def _event_tables(
        self, after: int, limit: int | None, filters: Query, head: int, kind: frames.Kind
    ) -> Iterator[Any]:
        """Page by page, the page that holds event ``head`` being the last."""
        left = limit if limit is not None else head
        while True:
            page = self._arrow("events", {**filters, "after": after, "limit": max(1, min(_PAGE, left))})
            part = frames.part(page.body, kind)
            yield part
            left -= len(part)
            following = re.search(r"[?&]after=(\d+)", page.headers.get("link", ""))
            if following is None or left <= 0 or int(following[1]) >= head:
                return
            after = int(following[1])

    def _arrow(self, what: str, query: Query) -> Answer:
        return self._server.ask("GET", f"/v1/town/{self.id}/{what}.arrow", query=query, accept="*/*")


def _read_link(url: str, token: str | None) -> tuple[Server, str | None]:
    """The server, and the town that the link names: ``http://127.0.0.1:4321/?town=smallville#token=…``."""
    link = urlsplit(url)
    secret = token or parse_qs(link.fragment).get("token", [None])[0]
    named = parse_qs(link.query).get("town", [None])[0]
    return Server(link._replace(query="", fragment="").geturl(), secret), named


def _one_of(ids: list[str], asked: str | None, url: str) -> str:
    if asked is not None and asked in ids:
        return asked
    if asked is None and len(ids) == 1:
        return ids[0]
    if not ids:
        raise TownError("unknown_town", f"{url} has no town; make one with Town.create({url!r})")
    names = ", ".join(ids)
    if asked is None:
        raise TownError(
            "invalid_input", f"{url} has several towns, say which, as in Town({url!r}, {ids[0]!r}): {names}"
        )
    near = get_close_matches(asked, ids, 1)
    raise TownError(
        "unknown_town",
        f"no town is called {asked!r} at {url}{f'; did you mean {near[0]}?' if near else ''} There are: {names}",
    )
