"""The columns of each table, and what they take from the JSON of the API: the same as the server's Arrow
(`src/wire/table/`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from .projection import TRAITS

Holds = Literal["text", "whole", "real", "flag", "instant", "texts", "wholes"]
Columns = Mapping[str, Holds]

CITIZENS: Columns = {
    "id": "text",
    "name": "text",
    "archetype": "text",
    "region": "text",
    "activity": "text",
    "mood": "text",
    **dict.fromkeys(TRAITS, "real"),
    "drift": "real",
    "surplus": "real",
    "tokens": "real",
    "coalitions": "texts",
    "bridge": "flag",
}

RELATIONSHIPS: Columns = {"from": "text", "to": "text", "weight": "real"}

EVENTS: Columns = {
    "seq": "whole",
    "day": "whole",
    "phase": "text",
    "timestamp": "instant",
    "type": "text",
    "operation": "text",
    "participants": "texts",
    "success": "flag",
    "message": "text",
    "tokens_used": "real",
    "drama_contribution": "real",
    "caused_by": "wholes",
    "effects": "text",
    "metadata": "text",
}

PHASES: Columns = {
    "seq": "whole",
    "since": "whole",
    "day": "whole",
    "phase": "text",
    "tension": "real",
    "cooperation": "real",
    "mean_drift": "real",
    "drama": "real",
    "interactions": "whole",
    "tokens": "real",
    "tokens_total": "real",
    "surplus": "real",
    "coalitions": "whole",
    "bridges": "whole",
    "unaffiliated": "whole",
    "resting": "whole",
}


def citizen(said: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a citizen at level of detail 4."""
    coalitions = [one["id"] for one in said["coalitions"]]
    own = {"region": said["region"]["id"], "coalitions": coalitions, "bridge": len(coalitions) > 1}
    return _row(CITIZENS, {**said, **said["eigenvector"], **own})


def phase(said: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a past phase."""
    return _row(PHASES, {**said, **said["measures"]})


def event(said: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an event: what only some types say is None of the others, or in ``metadata``."""
    own = {
        "timestamp": datetime.fromisoformat(said["timestamp"].replace("Z", "+00:00")),
        "operation": said.get("operation", said.get("kind")),
        "participants": concerned(said),
        "caused_by": said.get("caused_by", []),
        "effects": _json(said["effects"]),
        "metadata": _json(_else(said)),
    }
    return _row(EVENTS, {**said, **own})


def concerned(said: Mapping[str, Any]) -> list[str]:
    """Ids of the citizens whom an event is about."""
    for name in ("participant_ids", "citizens", "members"):
        if name in said:
            return list(said[name])
    return [one["citizen"] for one in said.get("moved", ())]


def _else(said: Mapping[str, Any]) -> object:
    if said["type"] == "town_event":
        return said["metadata"]
    names = ("coalition", "name", "joined", "left", "relative", "moved", "metrics", "digest")
    return {name: said[name] for name in names if name in said}


def _row(columns: Columns, said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _real(said.get(name)) if holds == "real" else said.get(name) for name, holds in columns.items()}


def _real(value: Any) -> Any:
    # JSON writes 1.0 as 1.
    return float(value) if isinstance(value, int) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
