"""What a widget asks of the kernel. A browser may read a town of this machine but not command it from a page of
another origin, so commands come here as messages, and the kernel says them to the server; nothing that happens does.

    browser ─► {"type": "request", "id": 1, "method": "POST", "path": "/v1/town/smallville/control", "body": "{…}"}
    kernel  ─► {"type": "response", "id": 1, "status": 200, "content_type": "application/json", "body": "…"}

    browser ─► {"type": "token", "id": 2}
    kernel  ─► {"type": "token", "id": 2, "token": "…"}

The token that watching may need is never a trait: notebooks save traits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import TownError

if TYPE_CHECKING:
    from .room import Room

_PATH = re.compile(r"/v1/town/([a-z0-9][a-z0-9_-]{0,62})((?:/[a-z]+)*)")


def answer(room: Room, message: object) -> dict[str, Any] | None:
    """The reply, or None to what is no errand. ``room`` says what may be commanded: its town, and forks
    that were made from here."""
    if not isinstance(message, dict) or not isinstance(message.get("id"), (int, str)):
        return None
    if message.get("type") == "token":
        return {"type": "token", "id": message["id"], "token": room.token}
    if message.get("type") != "request":
        return None
    status, content_type, body = _requested(room, message)
    return {"type": "response", "id": message["id"], "status": status, "content_type": content_type, "body": body}


def _requested(room: Room, message: dict[str, Any]) -> tuple[int, str, str]:
    method, path, body = message.get("method"), message.get("path"), message.get("body")
    place = _PATH.fullmatch(path) if isinstance(path, str) else None
    if room.server is None or method not in ("POST", "DELETE") or place is None or place[1] not in room.commanded:
        return 0, "", f"this widget commands {', '.join(sorted(room.commanded)) or 'no town'}, not {method} {path}"
    try:
        reply = room.server.raw(method, place[0], body=body.encode() if isinstance(body, str) and body else None)
        if place[2] == "/fork" and reply.status == 201:
            room.commanded.add(reply.json()["town_id"])
    except TownError as error:
        return 0, "", error.detail
    return reply.status, reply.content_type, reply.body.decode(errors="replace")
