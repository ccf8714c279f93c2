"""A server of one's own, for as long as Python runs."""

from __future__ import annotations

import atexit
import os
import re
import subprocess
import threading
import weakref
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO

from .carried import TETHER
from .errors import TownError
from .node import command
from .town import Town

#: Seconds: how long a server may take to begin, and to end when asked.
_BEGIN, _END = 60.0, 10.0


def serve(
    port: int = 0,
    *,
    citizens: int | None = None,
    seed: int | None = None,
    town_file: str | os.PathLike[str] | None = None,
    town_id: str | None = None,
    param: Mapping[str, float] | None = None,
    speed: float | str | None = None,
    paused: bool = False,
    record: str | os.PathLike[str] | None = None,
    host: str | None = None,
    token: str | None = None,
    cors: str | Sequence[str] = (),
    log: str | None = None,
) -> Served:
    """Starts the server that this package carries, with a town in it; it ends with Python, by `stop`, or with its
    ``with``.

        with agent_town.serve(seed=3) as served:
            served.town.citizens()

    Args: ``port`` 0 is any that is free; ``citizens`` 3 to 100,000 (25); ``town_file`` a town by hand, YAML or JSON;
    ``param`` numbers of the rules, such as ``{"drift.confidence": 0.2}``; ``speed`` 0.25 to 64 or "max"; ``record``
    keeps the run in this file and goes on with it; ``cors`` origins whose pages may watch; ``log`` what it writes to
    `Served.log`: debug, info, warn (the default), error. A second or so.

    Raises TownError: no_node says what to install; unavailable carries the server's last words.
    """
    options: dict[str, object] = {
        "port": port,
        "citizens": citizens,
        "seed": seed,
        "town": None if town_file is None else os.fspath(town_file),
        "town-id": town_id,
        "speed": speed,
        "record": None if record is None else os.fspath(record),
        "host": host,
        "log-level": log,
    }
    words = [f"--{name}={value}" for name, value in options.items() if value is not None]
    words += [f"--param={name}={value}" for name, value in (param or {}).items()]
    words += [f"--cors={origin}" for origin in ([cors] if isinstance(cors, str) else cors)]
    return Served([*words, *(["--paused"] if paused else [])], token or os.environ.get("AGENT_TOWN_TOKEN"))


class Served:
    """A running server: ``url``, ``town``, ``stop()``."""

    def __init__(self, options: list[str], token: str | None) -> None:
        node, *program = command("serve", *options)
        self._process = subprocess.Popen(
            [node, "--import", TETHER.as_uri(), *program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            # A command line is for all to read, an environment is not.
            env={**os.environ, **({} if token is None else {"AGENT_TOWN_TOKEN": token})},
            # Interrupting a cell must not end the town.
            start_new_session=True,
        )
        self._words: deque[str] = deque(maxlen=200)
        self._link: str | None = None
        self._told = threading.Event()
        pipes = (self._process.stdout, self._process.stderr)
        listeners = [threading.Thread(target=self._listen, args=(pipe,), daemon=True) for pipe in pipes]
        for listener in listeners:
            listener.start()
        _running.add(self)
        try:
            self._told.wait(_BEGIN)
            if self._link is None:
                self.stop()
                for listener in listeners:
                    listener.join(_END)
                words = self.log[-1000:] or "none"
                raise TownError("unavailable", f"the server did not start; its last words: {words}")
            #: The town that it opened with.
            self.town: Town = Town(self._link, token=token)
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        return self.town.url

    @property
    def log(self) -> str:
        """What the server has written, its last 200 lines."""
        return "\n".join(self._words)

    def stop(self) -> None:
        """Ends the server and its towns. May be called again."""
        _running.discard(self)
        stdin = self._process.stdin
        with suppress(OSError):
            # By its tether it is told to end, on every system alike.
            if stdin is not None:
                stdin.close()
        try:
            self._process.wait(_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "stopped" if self._process.poll() is not None else "running"
        return f"<Served {self.url} ({state})>"

    def _listen(self, stream: IO[str]) -> None:
        # Its pipes must be read to the end: a server whose words nobody takes stands still.
        with stream:
            for line in stream:
                self._words.append(line.rstrip())
                link = re.search(r"https?://\S+", line)
                if link and self._link is None and stream is self._process.stdout:
                    self._link = link[0]
                    self._told.set()
        self._told.set()


_running: weakref.WeakSet[Served] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    for served in list(_running):
        served.stop()
