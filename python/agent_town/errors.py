"""The one error of this package."""

from __future__ import annotations


class TownError(Exception):
    """What was refused, or what went wrong, in words for whoever meets it.

    ``code`` is stable, for programs: the server's own (``unknown_citizen``, ``impossible``, ``out_of_range``, …) or
    ``unreachable`` when nobody answers, ``no_node`` when there is no Node to run the carried server, ``corrupt_log``
    of a file. ``detail`` says what was wrong, the value and the rule.

    >>> error = TownError("impossible", "bob rests: let him wake first")
    >>> error.code, str(error)
    ('impossible', 'bob rests: let him wake first')
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
