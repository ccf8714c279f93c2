"""Asking a server: requests, answers, refusals. Nothing of a town."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import socket
from typing import Any
from urllib.parse import quote, urlsplit

from .errors import TownError

#: What a query may say: lists become words with commas between them, None is left out.
Query = Mapping[str, "str | int | float | bool | Sequence[str] | None"]

#: Seconds. A day of a large town may take a while to live through.
PATIENCE = 120.0


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """Where a server is, and what opens it. Each request is a connection of its own: nothing stays open behind a
    cell."""

    url: str
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TownError("invalid_input", f"url must be like http://127.0.0.1:4321, got {self.url!r}")
        object.__setattr__(self, "url", self.url.rstrip("/"))

    def get(self, path: str, query: Query | None = None) -> Any:
        """The JSON at ``path``. Raises TownError: what the server refuses, or that nobody answers."""
        return self.ask("GET", path, query=query).json()

    def post(self, path: str, body: object) -> Any:
        return self.ask("POST", path, body=json.dumps(body).encode()).json()

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | None = None,
        accept: str = "application/json",
    ) -> Answer:
        """Raises TownError for every answer that is no success."""
        answer = self.raw(method, path, query=query, body=body, accept=accept)
        if answer.status >= 400:
            raise refusal(answer, self.url)
        return answer

    def raw(
        self, method: str, path: str, *, query: Query | None = None, body: bytes | None = None, accept: str = "*/*"
    ) -> Answer:
        """The answer as it is, refusals too. Raises TownError only when there is none."""
        connection, response = self.open(method, path, query=query, body=body, headers={"Accept": accept})
        try:
            return read(response)
        except (OSError, HTTPException) as cause:
            raise self._away(cause) from cause
        finally:
            connection.close()

    def open(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = PATIENCE,
        held: Callable[[socket], None] = lambda _: None,
    ) -> tuple[HTTPConnection, HTTPResponse]:
        """A connection, and the response as soon as its head is there. Whoever asks closes the connection; who is
        told of its socket (``held``) may break it off from another thread."""
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        said = dict(headers or {})
        if body is not None:
            said["Content-Type"] = "application/json"
        if self.token is not None:
            said["Authorization"] = f"Bearer {self.token}"
        try:
            connection.connect()
            held(connection.sock)
            connection.request(method, parts.path + path + written(query), body=body, headers=said)
            return connection, connection.getresponse()
        except (OSError, HTTPException) as cause:
            connection.close()
            raise self._away(cause) from cause
        except BaseException:
            connection.close()
            raise

    def _away(self, cause: BaseException) -> TownError:
        why = str(cause) or type(cause).__name__
        return TownError(
            "unreachable",
            f"nobody answers at {self.url} ({why}); start a town there with `npm start`, "
            "or one of your own with agent_town.serve()",
        )


def read(response: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers.get("content-type", ""), response.read(), headers)


def refusal(answer: Answer, url: str) -> TownError:
    """The error that an answer tells of (RFC 9457); anybody may have written it."""
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if isinstance(problem, dict) and isinstance(problem.get("code"), str) and isinstance(problem.get("detail"), str):
        return TownError(problem["code"], problem["detail"])
    return TownError("internal", f"{url} answered {answer.status} without saying why; is it an Agent Town server?")


def written(query: Query | None) -> str:
    """``?at=12&citizen=alice,bob``, or nothing.

    >>> written({"at": 12, "citizen": ["alice", "bob"], "text": None, "living": True})
    '?at=12&citizen=alice,bob&living=true'
    """
    words = [f"{name}={_word(value)}" for name, value in (query or {}).items() if value is not None]
    return "?" + "&".join(words) if words else ""


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(quote(str(item), safe="") for item in value)
    return quote(str(value), safe="")
