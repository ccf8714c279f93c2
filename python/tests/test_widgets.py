"""Widgets as Python sees them: their traits, what they refuse, and the errands they run."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import traitlets

from agent_town import Replay, Town, TownError, errands, widgets
from agent_town.carried import MODULE
from agent_town.http import Server
from agent_town.node import command
from agent_town.projection import TRAITS, check_projection

CLASSES = {
    "dashboard": widgets.Dashboard,
    "scatter": widgets.Scatter,
    "coalitions": widgets.Coalitions,
    "society": widgets.Society,
    "feed": widgets.Feed,
    "cards": widgets.Cards,
    "timeline": widgets.Timeline,
    "meters": widgets.Meters,
    "perturb": widgets.Perturbation,
}


def made(town: Town) -> list[widgets.TownWidget]:
    makers = (
        town.dashboard,
        town.scatter,
        town.coalitions,
        town.society,
        town.feed,
        town.cards,
        town.timeline,
        town.meters,
        town.perturbation,
    )
    return [make() for make in makers]


def evaluated(script: str) -> Any:
    """What a module prints as JSON, in the Node that runs the carried server."""
    node = command()[0]
    done = subprocess.run([node, "--input-type=module", "--eval", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_traits_and_defaults_are_those_of_the_browser(town: Town) -> None:
    known = evaluated(f"import {{ traits }} from {json.dumps(MODULE.as_uri())}; console.log(JSON.stringify(traits))")
    for widget in made(town):
        # Every widget has these; in the browser they are the page's or the room's.
        common = {"at": None, "theme": "auto", "height": 0}
        there = {name: value for name, value in known[widget._widget].items() if name not in ("url", "town")}
        assert widget.value == {**common, **there}, widget._widget


@pytest.mark.parametrize("name", CLASSES)
def test_the_types_of_the_arguments_name_every_trait(name: str) -> None:
    typed = get_type_hints(getattr(widgets, f"{CLASSES[name].__name__}Traits"))
    # A notice is the widget's to give.
    assert {*typed} == {*CLASSES[name]._choices()} - {"notice"}


def test_every_widget_shows_the_town_and_is_in_its_room(town: Town) -> None:
    all_of_them = made(town)
    assert [(widget.url, widget.town) for widget in all_of_them] == [(town.url, town.id)] * len(all_of_them)
    assert len({widget._room for widget in all_of_them}) == 1
    assert town.scatter()._room != Town(town.url, town.id).scatter()._room
    assert all(isinstance(widget, CLASSES[widget._widget]) for widget in all_of_them)


def test_what_is_chosen_is_its_value(town: Town) -> None:
    scatter = town.scatter(selected=["alice"], projection="axes:warmth,trust", at=12)
    assert scatter.value["selected"] == ["alice"]
    scatter.selected = ["bob", "clara"]
    assert scatter.value["selected"] == ["bob", "clara"]
    assert "url" not in scatter.value
    assert not any(name.startswith("_") for name in scatter.value)


def test_a_change_from_the_browser_reaches_whoever_observes(town: Town) -> None:
    scatter = town.scatter()
    seen: list[Any] = []
    scatter.observe(lambda change: seen.append(change["new"]), "selected")
    scatter.set_state({"selected": ["alice"]})
    assert seen == [["alice"]]


def test_who_is_not_there_has_neighbours_in_name(town: Town) -> None:
    with pytest.raises(TownError, match="no citizen has the id 'Alise'; those with the nearest names: alice"):
        town.scatter(selected=["bob", "Alise"])
    with pytest.raises(TownError, match="'Clara'.*: clara"):
        town.cards(pinned=["Clara"])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("lod", 6, "lod must be a whole number from 0 to 5, got 6"),
        ("lod", -1, "lod must be a whole number from 0 to 5, got -1"),
        ("height", -1, "height must be a whole number from 0, got -1"),
        ("at", -1, "at must be a whole number from 0, got -1"),
        ("projection", "sphere", 'unknown projection "sphere": expected pca; axes:'),
        ("projection", "axes:warmth,greed", 'unknown trait "greed"'),
        ("theme", "blue", "theme"),
        ("phase", "NOON", "MORNING"),
        ("selected", 7, "selected"),
    ],
)
def test_what_cant_be_is_refused_at_once_and_later(town: Town, name: str, value: Any, words: str) -> None:
    dashboard = town.dashboard()
    before = dashboard.value
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(dashboard, name, value)
    assert dashboard.value == before
    if name != "selected":
        with pytest.raises(traitlets.TraitError, match=words):
            town.dashboard(**{name: value})


def test_a_word_is_a_list_of_one(town: Town) -> None:
    assert town.scatter(selected="alice").selected == ["alice"]


def test_a_trait_that_is_none_is_named_with_what_was_meant(town: Town) -> None:
    with pytest.raises(TypeError, match="Scatter has no trait 'projektion'; did you mean projection"):
        town.scatter(projektion="pca")  # type: ignore[call-arg]


PROJECTIONS = [
    "pca",
    "axes:warmth,trust",
    "axes: warmth , trust",
    "linear:warmth+trust-0.5*ambition;curiosity",
    "linear:-2*warmth;trust",
    "tsne",
    "tsne:perplexity=20",
    "tsne:perplexity=2.5",
    "umap:neighbours=10",
    "",
    "PCA",
    "pca:3",
    "axes",
    "axes:warmth",
    "axes:warmth,warmth",
    "axes:warmth,trust,patience",
    "linear:warmth",
    "linear:warmth;",
    "linear:warmth;warmth-warmth",
    "linear:warmth trust;trust",
    "tsne:perplexity=1",
    "tsne:neighbours=5",
    "tsne:perplexity",
    "umap:neighbours=2.5",
    "umap:neighbours=101",
]


def test_a_projection_is_one_here_if_it_is_one_in_the_browser() -> None:
    registry = (MODULE.parents[3] / "dist/src/projection/registry.js").as_uri()
    there = evaluated(f"""
        import {{ projectionById }} from {json.dumps(registry)};
        const known = (id) => {{
          try {{ return projectionById(id, {json.dumps(TRAITS)}) !== undefined; }} catch {{ return false; }}
        }};
        console.log(JSON.stringify({json.dumps(PROJECTIONS)}.map(known)));
    """)
    assert [known(name) for name in PROJECTIONS] == there


def known(projection: str) -> bool:
    try:
        check_projection(projection)
    except ValueError:
        return False
    return True


def replies(town: Town, **message: Any) -> Any:
    """What the widget sends back to the browser."""
    scatter = town.scatter()
    sent: list[Any] = []
    scatter.send = lambda content, buffers=None: sent.append(content)
    scatter._handle_custom_msg({"id": 7, **message}, [])
    return sent[0] if sent else None


def test_a_command_goes_through_the_kernel_and_back(town: Town) -> None:
    before = town.moment().seq
    reply = replies(town, type="request", method="POST", path=f"/v1/town/{town.id}/control", body='{"action":"step"}')
    assert (reply["type"], reply["id"], reply["status"]) == ("response", 7, 200)
    assert json.loads(reply["body"])["seq"] == before + 1
    refused = replies(
        town, type="request", method="POST", path=f"/v1/town/{town.id}/control", body='{"action":"dance"}'
    )
    assert (refused["status"], refused["content_type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/town/first/control"),
        ("POST", "/v1/town"),
        ("GET", "/v1/town/{id}/state"),
        ("PUT", "/v1/town/{id}"),
        ("POST", "/v1/town/{id}/../first/control"),
        ("POST", "/v1/town/{id}/control?x=1"),
        ("POST", "/v1/town/{id}/control\r\nX-A: b"),
        ("POST", "//example.org/v1/town/{id}/control"),
        ("POST", None),
    ],
)
def test_a_widget_commands_its_town_and_nothing_else(town: Town, method: str, path: str | None) -> None:
    here = path and path.replace("{id}", town.id)
    reply = replies(town, type="request", method=method, path=here, body='{"action":"step"}')
    assert (reply["status"], reply["body"]) == (0, f"this widget commands {town.id}, not {method} {here}")


def test_a_fork_that_a_widget_made_is_its_to_command(town: Town) -> None:
    asked = {"type": "request", "method": "POST", "id": 1}
    fork = json.loads(
        (errands.answer(town._room, {**asked, "path": f"/v1/town/{town.id}/fork", "body": "{}"}) or {})["body"]
    )["town_id"]
    ended = errands.answer(town._room, {**asked, "method": "DELETE", "path": f"/v1/town/{fork}", "body": ""})
    assert ended == {"type": "response", "id": 1, "status": 204, "content_type": "", "body": ""}


def test_a_token_is_told_only_where_watching_needs_one(town: Town) -> None:
    assert replies(town, type="token") == {"type": "token", "id": 7, "token": None}


def test_what_is_no_errand_is_passed_over(town: Town) -> None:
    assert replies(town, type="hello") is None
    assert errands.answer(town._room, "hello") is None
    assert errands.answer(town._room, {"type": "token"}) is None


def test_a_server_that_is_away_is_told_to_the_widget(town: Town) -> None:
    other = town.fork(paused=True)
    away = replace(other._room, server=Server("http://127.0.0.1:9"))
    reply = errands.answer(
        away, {"type": "request", "id": 1, "method": "POST", "path": f"/v1/town/{other.id}/control", "body": "{}"}
    )
    assert reply is not None and reply["status"] == 0 and "nobody answers" in reply["body"]
    town._server.ask("DELETE", f"/v1/town/{other.id}")


def test_a_recorded_town_has_the_same_widgets_and_commands_nothing(log: Path) -> None:
    replay = Replay(log)
    scatter = replay.scatter(projection="tsne")
    assert scatter._recording is not None and scatter.url == ""
    asked = {"type": "request", "id": 1, "method": "POST", "path": "/v1/town/smallville/control", "body": "{}"}
    assert (errands.answer(replay._room, asked) or {})["status"] == 0
