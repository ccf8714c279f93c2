"""What happened, as types. `docs/events.md` of the project says what every field means."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Phase = Literal["MORNING", "AFTERNOON", "EVENING", "NIGHT"]


class _Event(TypedDict):
    town_id: str
    run_id: str
    #: Place in the run: from 1, without gaps.
    seq: int
    day: int
    phase: Phase
    #: Time in the town, ISO 8601 UTC.
    timestamp: str
    #: What it changes, in order.
    effects: list[dict[str, Any]]


class OperationEvent(_Event):
    """What citizens did."""

    type: Literal["town_event"]
    operation: str
    #: Names, for people.
    participants: list[str]
    participant_ids: list[str]
    success: bool
    message: str
    tokens_used: float
    drama_contribution: float
    #: Seqs of earlier events.
    caused_by: list[int]
    metadata: dict[str, Any]


class PhaseChangeEvent(_Event):
    """The end of a phase: what it measured, and the digest of the state before."""

    type: Literal["town_status"]
    kind: Literal["phase_change"]
    metrics: dict[str, float]
    digest: str


class CoalitionEvent(_Event):
    """A change in the life of a coalition."""

    type: Literal["coalition"]
    kind: Literal["formed", "grown", "shrunk", "merged", "split", "dissolved"]
    coalition: str
    name: str
    members: list[str]
    joined: list[str]
    left: list[str]
    relative: str | None
    message: str
    caused_by: list[int]


class DriftEvent(_Event):
    """Whose personality moved since the phase began."""

    type: Literal["eigenvector_drift"]
    moved: list[dict[str, Any]]


class CitizenEvent(_Event):
    """Citizens went to rest, woke, arrived or left."""

    type: Literal["citizen"]
    kind: Literal["rested", "woke", "arrived", "left"]
    citizens: list[str]


#: Told apart by ``type``.
TownEvent = OperationEvent | PhaseChangeEvent | CoalitionEvent | DriftEvent | CitizenEvent
