"""Which events of a file: the server's own rules (`src/wire/event-filter.ts` of the project)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .tables import concerned

#: One word, several, or any.
Words = str | Sequence[str] | None


@dataclass(frozen=True)
class Filter:
    """Every condition that is said must hold; of a list, one entry must.

    >>> gossip = {"type": "town_event", "phase": "MORNING", "operation": "gossip", "participant_ids": ["alice"]}
    >>> Filter(operation=["gossip", "trade"], citizen="alice").takes(gossip)
    True
    >>> Filter(operation="gossip", citizen="bob").takes(gossip)
    False
    """

    operation: Words = None
    citizen: Words = None
    phase: Words = None
    type: Words = None
    coalition: Words = None
    #: Words that must all occur in what the event says.
    text: str | None = None

    def takes(self, event: Mapping[str, Any]) -> bool:
        return (
            _among(self.type, [event["type"]])
            and _among(self.phase, [event["phase"]])
            and _among(self.operation, [event.get("operation")])
            and _among(self.citizen, _whom(event))
            and _among(self.coalition, [event.get("coalition"), event.get("relative")])
            and all(word in _said(event).lower() for word in (self.text or "").lower().split())
        )


def _among(asked: Words, there: Sequence[object]) -> bool:
    words = [asked] if isinstance(asked, str) else asked
    return not words or any(word in there for word in words)


def _whom(event: Mapping[str, Any]) -> list[str]:
    return [*concerned(event), *event.get("left", ())]


def _said(event: Mapping[str, Any]) -> str:
    kind = {
        "town_status": f"phase change day {event.get('day')} {event['phase']}",
        "coalition": "coalition",
        "eigenvector_drift": "drift",
    }
    words = [
        kind.get(event["type"], ""),
        event.get("operation", ""),
        event.get("kind", ""),
        event.get("name", ""),
        event.get("message", ""),
    ]
    people = (
        event.get("participants", ())
        if event["type"] == "town_event"
        else []
        if event["type"] == "coalition"
        else _whom(event)
    )
    return " ".join([*words, *people])
