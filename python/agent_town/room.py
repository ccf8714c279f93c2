"""What the widgets of one `Town` or `Replay` have in common."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from .errors import TownError
from .http import Server


@dataclass(frozen=True)
class Room:
    """Widgets of one room on one page share the line to the server, the moment and what is chosen, in the browser at
    once."""

    #: Traits that say what is shown. Asked for at each widget: a recording is large.
    shows: Callable[[], Mapping[str, Any]]
    #: Names by id of everybody, if one of these ids is not there; None if all are.
    strangers: Callable[[Sequence[str]], Mapping[str, str] | None]
    #: To whom its widgets' commands go.
    server: Server | None = None
    #: Ids of the towns that its widgets may command.
    commanded: set[str] = field(default_factory=set)
    #: What a browser needs to watch, if it needs anything.
    token: str | None = field(default=None, repr=False)
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    def traits(self) -> dict[str, Any]:
        return {"_room": self.id, "_guarded": self.token is not None, **self.shows()}

    def check_citizens(self, ids: Sequence[str]) -> None:
        """Raises TownError unknown_citizen that says who may have been meant."""
        names = self.strangers(ids) if ids else None
        if names is None:
            return
        by_name = {name.lower(): one for one, name in names.items()} | {one: one for one in names}
        for one in ids:
            if one in names:
                continue
            near = dict.fromkeys(by_name[word] for word in get_close_matches(one.lower(), by_name, 3, 0.5))
            who = ", ".join(near) or f"{', '.join(list(names)[:5])}, …"
            raise TownError("unknown_citizen", f"no citizen has the id {one!r}; those with the nearest names: {who}")
