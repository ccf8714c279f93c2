"""Names of projections, checked before they travel: the browser's own rules (`src/projection/` of the project)."""

from __future__ import annotations

import re

TRAITS = ("warmth", "curiosity", "trust", "creativity", "patience", "resilience", "ambition")

USAGE = (
    "pca; axes:<trait>,<trait>; linear:<sum>;<sum>, such as linear:warmth+trust-0.5*ambition;curiosity; "
    "tsne or tsne:perplexity=<number>; umap or umap:neighbours=<number>"
)

_TERM = re.compile(r"\s*([+-])?\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*\*)?\s*([^\s+*;-]+)\s*", re.IGNORECASE)
#: What an embedding can be told, and its range.
_SETTINGS = {"tsne": ("perplexity", 2, 100), "umap": ("neighbours", 2, 100)}


def check_projection(name: str) -> str:
    """``name`` itself. Raises ValueError that says what would be right.

    >>> check_projection("axes:warmth,trust")
    'axes:warmth,trust'
    >>> check_projection("axes:warmth")
    Traceback (most recent call last):
    ValueError: axes needs two traits, as in axes:warmth,trust, got "warmth"
    """
    family, colon, words = name.partition(":")
    if family == "pca" and not colon:
        return name
    if family == "axes":
        _check_axes(words)
    elif family == "linear":
        _check_linear(words)
    elif family in _SETTINGS:
        _check_setting(family, words)
    else:
        raise ValueError(f'unknown projection "{name}": expected {USAGE}')
    return name


def _check_axes(words: str) -> None:
    names = [word.strip() for word in words.split(",")]
    if len(names) != 2:
        raise ValueError(f'axes needs two traits, as in axes:warmth,trust, got "{words}"')
    for trait in names:
        _check_trait(trait)
    if names[0] == names[1]:
        raise ValueError(f"a pair of axes needs two different traits, got {names[0]} twice")


def _check_linear(words: str) -> None:
    sums = words.split(";")
    if len(sums) != 2:
        raise ValueError(f'linear needs two sums of traits with a ";" between, got "{words}"')
    for total in sums:
        weights: dict[str, float] = {}
        at = 0
        while at < len(total):
            term = _TERM.match(total, at)
            if term is None or (at > 0 and term[1] is None):
                raise ValueError(f'a sum of traits looks like warmth+trust-0.5*ambition, got "{total}"')
            _check_trait(term[3])
            weights[term[3]] = weights.get(term[3], 0.0) + (-1 if term[1] == "-" else 1) * float(term[2] or 1)
            at = term.end()
        if not any(weights.values()):
            raise ValueError(f'a sum of traits needs one whose weight is not 0, got "{total}"')


def _check_setting(family: str, words: str) -> None:
    name, least, most = _SETTINGS[family]
    if words == "":
        return
    match = re.fullmatch(r"\s*(\w+)\s*=\s*(\d+(?:\.\d+)?)\s*", words)
    value = float(match[2]) if match and match[1] == name else 0.0
    if not least <= value <= most or (family == "umap" and not value.is_integer()):
        raise ValueError(f'{family} takes {name}=<a number from {least} to {most}>, got "{words}"')


def _check_trait(name: str) -> None:
    if name not in TRAITS:
        raise ValueError(f'unknown trait "{name}": expected one of {", ".join(TRAITS)}')
