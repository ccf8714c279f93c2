"""What a living town and a recorded one have in common: they are shown by the same widgets."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from . import widgets
from .errors import TownError
from .http import Server

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Room:
    """Widgets of one room on one page share the line to the server, the moment and what is chosen, in the browser at
    once."""

    server: Server
    #: Ids of the towns that its widgets may command.
    commanded: set[str]

    def __init__(self) -> None:
        self._room = secrets.token_hex(8)
        self.commanded = set()

    def traits(self) -> dict[str, Any]:
        """What its widgets show."""
        return {"_room": self._room}

    def watching_token(self) -> str | None:
        """What a browser needs to watch, when it needs anything."""
        return None

    def known_citizens(self, ids: Iterable[str]) -> dict[str, str] | None:
        """Names by id of everybody, when one of ``ids`` is not there; None when all are."""
        return None

    def check_citizens(self, ids: Iterable[str]) -> None:
        """Raises TownError unknown_citizen that says who may have been meant."""
        names = self.known_citizens(ids)
        if names is None:
            return
        for one in ids:
            if one in names:
                continue
            by_name = {name.lower(): known for known, name in names.items()} | {known: known for known in names}
            near = [by_name[word] for word in get_close_matches(one.lower(), by_name, 3, 0.5)]
            who = ", ".join(dict.fromkeys(near)) or ", ".join(list(names)[:5]) + ", …"
            raise TownError("unknown_citizen", f"no citizen has the id {one!r}; those with the nearest names: {who}")

    def dashboard(self, **traits: Unpack[widgets.DashboardTraits]) -> widgets.Dashboard:
        """Everything on one page, linked. Traits: projection, selected, focus, query, kind, phase, why, trails,
        jitter, panel, pinned, budget, lod, beside, theme, height, at."""
        return widgets.Dashboard(self, **traits)

    def scatter(self, **traits: Unpack[widgets.ScatterTraits]) -> widgets.Scatter:
        """Eigenvector space. Traits: projection, selected, focus, trails, jitter, why, query, kind, phase, theme,
        height, at."""
        return widgets.Scatter(self, **traits)

    def coalitions(self, **traits: Unpack[widgets.CoalitionsTraits]) -> widgets.Coalitions:
        """Coalitions and their lives. Traits: focus, selected, theme, height, at."""
        return widgets.Coalitions(self, **traits)

    def society(self, **traits: Unpack[widgets.SocietyTraits]) -> widgets.Society:
        """Relationships as a network. Traits: selected, focus, theme, height, at."""
        return widgets.Society(self, **traits)

    def feed(self, **traits: Unpack[widgets.FeedTraits]) -> widgets.Feed:
        """What happens, newest on top. Traits: query, kind, phase, selected, focus, why, theme, height, at."""
        return widgets.Feed(self, **traits)

    def cards(self, **traits: Unpack[widgets.CardsTraits]) -> widgets.Cards:
        """Citizen cards. Traits: selected, pinned, focus, lod (0 to 5), theme, height, at."""
        return widgets.Cards(self, **traits)

    def timeline(self, **traits: Unpack[widgets.TimelineTraits]) -> widgets.Timeline:
        """Play, pause, step, and any moment of the run. Traits: focus, theme, height, at."""
        return widgets.Timeline(self, **traits)

    def meters(self, **traits: Unpack[widgets.MetersTraits]) -> widgets.Meters:
        """Measures and tokens. Traits: selected, budget, theme, height, at."""
        return widgets.Meters(self, **traits)

    def perturbation(self, **traits: Unpack[widgets.PerturbationTraits]) -> widgets.Perturbation:
        """Makes citizens do something. Traits: selected (who takes part), theme, height, at."""
        return widgets.Perturbation(self, **traits)
