"""The widgets. Each shows a town in the browser, which reads the server by itself: what passes through the kernel are
choices.

Traits are two-way: assign one and the widget follows; choose in the widget and the trait follows, and whatever
observes it (`widget.observe`, or a marimo cell that reads ``.value``). Widgets of one `Town` on one page share what
is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import anywidget
import traitlets

from .carried import module
from .errands import answer
from .projection import check_projection

if TYPE_CHECKING:
    from .room import Room

Theme = Literal["auto", "light", "dark"]


class TownTraits(TypedDict, total=False):
    """What every widget has."""

    #: ``auto`` follows the notebook.
    theme: Theme
    #: CSS pixels; 0: as high as what is shown.
    height: int
    #: Seq of the moment shown; None follows the newest. Told when a person has settled on one, not on the way there.
    at: int | None


class TownWidget(anywidget.AnyWidget):
    """What the widgets have in common. They are made by a `Town` or a `Replay`."""

    _esm = module()
    _widget = traitlets.Unicode().tag(sync=True)
    _room = traitlets.Unicode().tag(sync=True)
    _recording = traitlets.Bytes(None, allow_none=True).tag(sync=True)
    _guarded = traitlets.Bool(False).tag(sync=True)
    url = traitlets.Unicode().tag(sync=True)
    town = traitlets.Unicode().tag(sync=True)
    theme = traitlets.Enum(["auto", "light", "dark"], "auto").tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    at = traitlets.Int(None, allow_none=True).tag(sync=True)

    def __init__(self, room: Room, **traits: Any) -> None:
        names = self._choices()
        for name in traits:
            if name not in names:
                meant = get_close_matches(name, names, 1)
                hint = f"; did you mean {meant[0]}?" if meant else ""
                raise TypeError(f"{type(self).__name__} has no trait {name!r}{hint} It has {', '.join(names)}.")
        room.check_citizens([*_several(traits.get("selected", ())), *_several(traits.get("pinned", ()))])
        super().__init__(**room.traits(), **traits)
        self.on_msg(lambda _, message, __: self._answer(room, message))

    @property
    def value(self) -> dict[str, Any]:
        """Everything that can be chosen, as it is now."""
        return {name: getattr(self, name) for name in self._choices()}

    @classmethod
    def _choices(cls) -> list[str]:
        guest = anywidget.AnyWidget.class_trait_names(sync=True)
        ours = [name for name in cls.class_trait_names(sync=True) if name not in guest]
        return sorted(name for name in ours if not name.startswith("_") and name not in ("url", "town"))

    def _answer(self, room: Room, message: object) -> None:
        reply = answer(room, message)
        if reply is not None:
            self.send(reply)

    @traitlets.validate("height", "at", "why", "budget")
    def _whole(self, proposal: Any) -> int | None:
        return _from_to(proposal, 0, None)

    @traitlets.validate("lod")
    def _detail(self, proposal: Any) -> int | None:
        return _from_to(proposal, 0, 5)

    @traitlets.validate("projection")
    def _projection(self, proposal: Any) -> str:
        try:
            return check_projection(proposal.value)
        except ValueError as cause:
            raise traitlets.TraitError(str(cause)) from cause


def _several(ids: str | Sequence[str]) -> Sequence[str]:
    """A word is a list of one, as in a trait."""
    return [ids] if isinstance(ids, str) else ids


def _from_to(proposal: Any, least: int, most: int | None) -> int | None:
    value: int | None = proposal.value
    if value is None or (value >= least and (most is None or value <= most)):
        return value
    rule = f"a whole number from {least}" + ("" if most is None else f" to {most}")
    raise traitlets.TraitError(f"{proposal.trait.name} must be {rule}, got {value}")


def _ids() -> traitlets.TraitType[Any, Any]:
    return traitlets.List(traitlets.Unicode()).tag(sync=True)


def _text(default: str = "") -> traitlets.TraitType[Any, Any]:
    return traitlets.Unicode(default).tag(sync=True)


def _whole(default: int) -> traitlets.TraitType[Any, Any]:
    return traitlets.Int(default).tag(sync=True)


def _flag() -> traitlets.TraitType[Any, Any]:
    return traitlets.Bool(False).tag(sync=True)


def _phase() -> traitlets.TraitType[Any, Any]:
    return traitlets.Enum(["", "MORNING", "AFTERNOON", "EVENING", "NIGHT"], "").tag(sync=True)


class ScatterTraits(TownTraits, total=False):
    #: ``pca``, ``axes:warmth,trust``, ``linear:warmth+trust;-ambition``, ``tsne``, ``umap``.
    projection: str
    #: Citizens' ids.
    selected: Sequence[str]
    #: A coalition's id, ``*bridges``, ``*unaffiliated`` or "".
    focus: str
    #: Ways of the last two days.
    trails: bool
    #: Marks give way to each other.
    jitter: bool
    #: Seq of the event whose causes are drawn; 0: none.
    why: int
    #: Words that an event must say; who had no part in one that does stands back.
    query: str
    #: An operation, ``@coalition``, ``@time``, ``@drift``, ``@citizen``, or "" for everything.
    kind: str
    #: ``MORNING``, …, or "" for any.
    phase: str


class Scatter(TownWidget):
    """Eigenvector space: the citizens' seven traits seen in a plane, coloured by coalition."""

    _widget = _text("scatter")
    projection = _text("pca")
    selected = _ids()
    focus = _text()
    trails = _flag()
    jitter = _flag()
    why = _whole(0)
    query = _text()
    kind = _text()
    phase = _phase()
    height = _whole(520)


class CoalitionsTraits(TownTraits, total=False):
    #: A coalition's id, ``*bridges``, ``*unaffiliated`` or "".
    focus: str
    #: Citizens' ids.
    selected: Sequence[str]


class Coalitions(TownWidget):
    """The coalitions: their lives over the whole run, who belongs to them, whom they share."""

    _widget = _text("coalitions")
    focus = _text()
    selected = _ids()
    height = _whole(640)


class SocietyTraits(CoalitionsTraits, total=False):
    pass


class Society(TownWidget):
    """The town as a network of its strongest ties."""

    _widget = _text("society")
    selected = _ids()
    focus = _text()
    height = _whole(420)


class FeedTraits(TownTraits, total=False):
    #: Words that must occur in a row.
    query: str
    #: An operation, ``@coalition``, ``@time``, ``@drift``, ``@citizen``, or "" for everything.
    kind: str
    #: ``MORNING``, …, or "" for any.
    phase: str
    #: Citizens' ids: with any, only what is about them.
    selected: Sequence[str]
    #: A coalition's id, ``*bridges``, ``*unaffiliated`` or "".
    focus: str
    #: Seq of the event whose causes are shown; 0: none.
    why: int


class Feed(TownWidget):
    """What happens, as it happens: newest on top."""

    _widget = _text("feed")
    query = _text()
    kind = _text()
    phase = _phase()
    selected = _ids()
    focus = _text()
    why = _whole(0)
    height = _whole(480)


class CardsTraits(TownTraits, total=False):
    #: Citizens' ids.
    selected: Sequence[str]
    #: Ids of those whose cards stay, side by side.
    pinned: Sequence[str]
    #: A coalition's id, ``*bridges``, ``*unaffiliated`` or "".
    focus: str
    #: Level of detail: 0 a silhouette, 1 posture, 2 voice, 3 memory, 4 psyche, 5 the edge of what can be known.
    lod: int


class Cards(TownWidget):
    """Citizen cards at six levels of detail."""

    _widget = _text("cards")
    selected = _ids()
    pinned = _ids()
    focus = _text()
    lod = _whole(2)
    height = _whole(560)


class TimelineTraits(TownTraits, total=False):
    #: What the legend has in focus: a coalition's id dims the changes of the others.
    focus: str


class Timeline(TownWidget):
    """The whole run: play, pause, step, speed, skips, a timeline to drag, and the way back to now."""

    _widget = _text("timeline")
    #: Why the last command was refused; "" when there is nothing to say.
    notice = _text()
    focus = _text()


class MetersTraits(TownTraits, total=False):
    #: Citizens' ids: their share stands out.
    selected: Sequence[str]
    #: Tokens; 0: none.
    budget: int


class Meters(TownWidget):
    """How the town fares, and what it costs: tension, cooperation, drama, tokens."""

    _widget = _text("meters")
    selected = _ids()
    budget = _whole(0)


class PerturbationTraits(TownTraits, total=False):
    #: Ids of those who take part, who begins foremost.
    selected: Sequence[str]


class Perturbation(TownWidget):
    """Makes citizens do something now: who, what, what would come of it, and what came of it."""

    _widget = _text("perturb")
    selected = _ids()


class DashboardTraits(ScatterTraits, CardsTraits, total=False):
    #: The panel that is open: ``citizens``, ``coalitions``, ``society``, ``measures``, ``perturb``.
    panel: str
    #: Tokens; 0: none.
    budget: int
    #: Id of another town to show beside this one.
    beside: str


class Dashboard(TownWidget):
    """Everything on one page, linked: the picture, the panels, the feed and the timeline."""

    _widget = _text("dashboard")
    projection = _text("pca")
    selected = _ids()
    focus = _text()
    query = _text()
    kind = _text()
    phase = _phase()
    why = _whole(0)
    trails = _flag()
    jitter = _flag()
    panel = _text("citizens")
    pinned = _ids()
    budget = _whole(0)
    lod = _whole(2)
    beside = _text()
    height = _whole(720)
