"""Widgets of a living town and of a recorded one: the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import widgets
from .room import Room

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Shown:
    """Something that widgets show. Every argument of these methods is a trait of the widget."""

    _room: Room

    def dashboard(self, **traits: Unpack[widgets.DashboardTraits]) -> widgets.Dashboard:
        """Everything on one page, linked. Traits: projection, selected, focus, query, kind, phase, why, trails,
        jitter, panel, pinned, budget, lod, beside, theme, height, at."""
        return widgets.Dashboard(self._room, **traits)

    def scatter(self, **traits: Unpack[widgets.ScatterTraits]) -> widgets.Scatter:
        """Eigenvector space. Traits: projection, selected, focus, trails, jitter, why, query, kind, phase, theme,
        height, at."""
        return widgets.Scatter(self._room, **traits)

    def coalitions(self, **traits: Unpack[widgets.CoalitionsTraits]) -> widgets.Coalitions:
        """Coalitions and their lives. Traits: focus, selected, theme, height, at."""
        return widgets.Coalitions(self._room, **traits)

    def society(self, **traits: Unpack[widgets.SocietyTraits]) -> widgets.Society:
        """Relationships as a network. Traits: selected, focus, theme, height, at."""
        return widgets.Society(self._room, **traits)

    def feed(self, **traits: Unpack[widgets.FeedTraits]) -> widgets.Feed:
        """What happens, newest on top. Traits: query, kind, phase, selected, focus, why, theme, height, at."""
        return widgets.Feed(self._room, **traits)

    def cards(self, **traits: Unpack[widgets.CardsTraits]) -> widgets.Cards:
        """Citizen cards. Traits: selected, pinned, focus, lod (0 to 5), theme, height, at."""
        return widgets.Cards(self._room, **traits)

    def timeline(self, **traits: Unpack[widgets.TimelineTraits]) -> widgets.Timeline:
        """Play, pause, step, and any moment of the run. Traits: focus, theme, height, at."""
        return widgets.Timeline(self._room, **traits)

    def meters(self, **traits: Unpack[widgets.MetersTraits]) -> widgets.Meters:
        """Measures and tokens. Traits: selected, budget, theme, height, at."""
        return widgets.Meters(self._room, **traits)

    def perturbation(self, **traits: Unpack[widgets.PerturbationTraits]) -> widgets.Perturbation:
        """Makes citizens do something. Traits: selected (who takes part), theme, height, at."""
        return widgets.Perturbation(self._room, **traits)
