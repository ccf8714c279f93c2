"""A town on a server: what it says, what may be asked of it, and what it says when that can't be."""

from __future__ import annotations

import os

import pytest

import agent_town
from agent_town import Served, Town, TownError
from agent_town.http import Server


def test_it_knows_its_moment_and_moves_by_steps(town: Town) -> None:
    before = town.moment()
    assert (before.day, before.phase) == (2, "MORNING")
    assert town.step().seq == before.seq + 1
    assert town.step(3).seq == before.seq + 4
    assert town.step(by="phase").phase == "AFTERNOON"
    assert town.step(2, by="day").day == 4


def test_it_pauses_resumes_and_changes_its_pace(town: Town) -> None:
    town.speed(8)
    town.resume()
    assert (town.status()["paused"], town.status()["speed"]) == (False, 8)
    town.pause()
    assert town.status()["paused"]
    with pytest.raises(TownError, match='between 0.25 and 64 or "max"') as refused:
        town.speed(1000)
    assert refused.value.code == "invalid_input"


def test_a_perturbation_returns_what_happened(town: Town) -> None:
    # Who rests takes part in nothing: the morning has woken everybody.
    event = town.perturb("greet", "alice", "bob")
    assert event["operation"] == "greet"
    assert event["participant_ids"] == ["alice", "bob"]
    assert event["seq"] == town.moment().seq


@pytest.mark.parametrize(
    ("operation", "citizens", "code"),
    [("greet", ("alice", "bobb"), "unknown_citizen"), ("hug", ("alice", "bob"), "unknown_operation")],
)
def test_a_perturbation_that_cant_be_says_why(town: Town, operation: str, citizens: tuple[str, ...], code: str) -> None:
    before = town.moment()
    with pytest.raises(TownError) as refused:
        town.perturb(operation, *citizens)
    assert refused.value.code == code
    assert town.moment() == before


def test_a_fork_lives_the_same_future_until_somebody_perturbs_it(town: Town) -> None:
    fork = town.fork(at=40, paused=True)
    try:
        assert fork.moment().seq == 40
        assert fork.status()["lineage"]["town_id"] == town.id
        fork.step(5)
        said = [[event["message"] for event in of.events(40, 5, as_="rows")] for of in (town, fork)]
        assert said[0] == said[1]
    finally:
        fork.end()


def test_the_past_is_there_as_it_was(town: Town) -> None:
    assert town.state(at=10)["seq"] == 10
    assert town.measures()["interactions"] >= 0
    assert town.state()["seq"] == town.moment().seq


def test_a_town_may_be_left_unnamed_where_there_is_one(served: Served) -> None:
    with agent_town.serve(paused=True, citizens=3, town_id="alone") as other:
        assert Town(other.url).id == "alone"
    with pytest.raises(TownError, match="firsst.*did you mean first.*There are: first"):
        Town(served.url, "firsst")


def test_several_towns_ask_for_a_name(town: Town) -> None:
    with pytest.raises(TownError, match=rf"several towns.*first, .*{town.id}"):
        Town(town.url)


def test_the_link_of_a_page_opens_its_town(town: Town) -> None:
    assert Town(f"{town.url}/?town={town.id}&at=12").id == town.id
    assert town.page == f"{town.url}/?town={town.id}"


def test_nobody_there_says_what_to_do() -> None:
    with pytest.raises(
        TownError, match=r"nobody answers at http://127.0.0.1:9 .*npm start.*agent_town.serve\(\)"
    ) as away:
        Town("http://127.0.0.1:9")
    assert away.value.code == "unreachable"


@pytest.mark.parametrize("url", ["127.0.0.1:4321", "ftp://example.org", "", "http://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(TownError, match="url must be like http://127.0.0.1:4321"):
        Town(url)


def test_a_guarded_town_wants_its_token_and_hides_it() -> None:
    os.environ["AGENT_TOWN_OBSERVE_TOKEN"] = "watch-me-please-1234"
    try:
        served = agent_town.serve(token="let-me-command-1234", paused=True)
    finally:
        del os.environ["AGENT_TOWN_OBSERVE_TOKEN"]
    with served:
        town = served.town
        assert town.step().seq == 1
        assert town._room.token == "let-me-command-1234"
        assert "let-me" not in repr(town) + repr(town._server) + repr(town.scatter().value)
        assert Town(f"{served.url}/#token=let-me-command-1234").moment() == town.moment()
        with pytest.raises(TownError) as refused:
            Town(served.url)
        assert refused.value.code == "unauthorized"
        watcher = Town(served.url, token="watch-me-please-1234")
        with pytest.raises(TownError) as forbidden:
            watcher.step()
        assert forbidden.value.code == "unauthorized"


def test_what_a_stranger_answers_is_no_riddle(served: Served) -> None:
    with pytest.raises(TownError, match="answered 404"):
        Server(served.url + "/elsewhere").get("/v1/town")
