"""A server of one's own: it begins, it says why it doesn't, and it never outlives its Python."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import until

import agent_town
from agent_town import Town, TownError


def answers(url: str) -> bool:
    try:
        Town(url)
    except TownError:
        return False
    return True


def test_it_serves_a_town_and_its_page_and_stops(capfd: pytest.CaptureFixture[str]) -> None:
    with agent_town.serve(citizens=10, seed=3, paused=True, town_id="harbour") as served:
        assert (served.town.id, served.town.status()["citizens"], served.town.status()["seed"]) == ("harbour", 10, 3)
        with urlopen(served.url, timeout=10) as page:
            assert b"<!doctype html>" in page.read()
    assert not answers(served.url)
    assert "stopped" in repr(served)
    served.stop()
    assert capfd.readouterr() == ("", "")


def test_a_town_by_hand_and_a_record_are_passed_on(tmp_path: Path) -> None:
    file = tmp_path / "town.yaml"
    file.write_text("town_id: quay\nseed: 5\ncitizens: 3\n")
    record = tmp_path / "quay.ndjson"
    with agent_town.serve(town_file=file, record=record, paused=True) as served:
        assert served.town.id == "quay"
        head = served.town.step(5).seq
    assert len(agent_town.Replay(record).events()) == head


def test_numbers_of_the_rules_are_passed_on_and_a_wrong_one_is_refused() -> None:
    with agent_town.serve(param={"drift.confidence": 0.2, "life.memory": 12}, paused=True) as served:
        rules = served.town.status()["config"]["rules"]
        assert (rules["confidence"], rules["memory"]) == (0.2, 12)
    with pytest.raises(TownError, match=r"drift\.confidence"):
        agent_town.serve(param={"drift.confidense": 0.2})


def test_pages_of_other_origins_may_watch_when_told() -> None:
    with agent_town.serve(cors="https://example.org", paused=True) as served:
        reply = served.town._server.open("GET", "/v1/town", headers={"Origin": "https://example.org"})[1]
        assert reply.getheader("Access-Control-Allow-Origin") == "https://example.org"


def test_what_it_cant_begin_with_is_said_in_the_servers_words() -> None:
    with pytest.raises(
        TownError, match="the server did not start.*--citizens must be a whole number from 3 to 100000, got 2"
    ):
        agent_town.serve(citizens=2)
    with agent_town.serve(paused=True) as served, pytest.raises(TownError, match="EADDRINUSE|in use|taken"):
        agent_town.serve(int(served.url.rpartition(":")[2]))


@pytest.mark.parametrize(("version", "words"), [("v18.20.4", "is v18.20.4"), ("hello", "is hello")])
def test_a_node_that_is_too_old_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, words: str
) -> None:
    old = tmp_path / "node"
    old.write_text(f"#!/bin/sh\necho {version}\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        TownError, match=f"Node 20.19 or newer, .*{words}: install it from https://nodejs.org"
    ) as refused:
        agent_town.serve()
    assert refused.value.code == "no_node"


@pytest.mark.parametrize("end", ["sys.exit(0)", "raise RuntimeError", "os.kill(os.getpid(), 9)", "os._exit(1)"])
def test_it_ends_with_its_python_however_that_ends(end: str) -> None:
    script = f"""
        import os, sys, agent_town
        print(agent_town.serve(paused=True).url, flush=True)
        {end}
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60)
    url = done.stdout.strip()
    assert url.startswith("http://"), done.stderr
    until(lambda: not answers(url), "the server's end")


def test_the_command_line_is_there(tmp_path: Path) -> None:
    def said(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "agent_town", *args], capture_output=True, text=True, timeout=60)

    log, page = tmp_path / "a.ndjson", tmp_path / "a.html"
    assert "A town of simulated citizens" in said("--help").stdout
    assert said("run", "--days=1", "--seed=7", f"--out={log}").returncode == 0
    assert "every line's check" in said("replay", str(log), "--verify").stdout
    assert said("export", str(log), "--format=html", f"--out={page}").returncode == 0
    assert "<!doctype html>" in page.read_text()[:100]
    assert said("run", "--days=none").returncode == 2
    rows = tmp_path / "rows.csv"
    assert said("sweep", "--seeds=1..3", "--days=1", "--workers=2", f"--out={rows}").returncode == 0
    assert len(rows.read_text().splitlines()) == 4
