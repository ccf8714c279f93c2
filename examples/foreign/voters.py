#!/usr/bin/env python3
"""Voters who listen only to those not too far from them, published into a town that anyone can watch.

A bounded-confidence model (Deffuant, Neau, Amblard and Weisbuch 2000) on a small world (Watts and Strogatz 1998): two
neighbours meet; if they differ by less than a bound, each takes over a share of the difference, else they only grow
colder. Camps, the connected voters who agree, are the town's coalitions.

Needs Python 3.8 and nothing else. Start a town server (agent-town serve), then:

    python3 voters.py --steps 40

and open the page with ?town=voters. A step is a phase of the town's day.
"""

import argparse
import http.client
import json
import math
import random
import sys
import time
import urllib.error
import urllib.request

TRAITS = ["warmth", "curiosity", "trust", "creativity", "patience", "resilience", "ambition"]
PHASES = ["MORNING", "AFTERNOON", "EVENING", "NIGHT"]
NAMES = "Ada Bela Cyd Dora Emil Fay Gus Hana Ivo Juna Kai Lou Mara Nils Olga Pim Quin Rosa Sven Tess Ugo Vera Wim Zoe".split()
CONFIDENCE, SHARE, CAMP = 0.7, 0.3, 3  # the bound, the share taken over, and the fewest voters of a camp


LOST = (OSError, http.client.HTTPException)  # nobody there, or the connection broke


class Refused(Exception):
    """What the server said no to: its status, and why."""

    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


class Town:
    """An external town on a server: made, then published into, each batch exactly once."""

    def __init__(self, url, name, token, founding):
        self.url, self.path, self.token = url.rstrip("/"), f"/v1/town/{name}", token
        self.seq = self.ask("POST", "/v1/town", "application/json", {**founding, "kind": "external", "town_id": name})["seq"]

    def publish(self, events):
        if not events:
            return
        body = "\n".join(json.dumps(event) for event in events)
        for pause in (0.5, 1, 2, 4, None):
            try:
                self.ask("POST", f"{self.path}/events?after={self.seq}", "application/x-ndjson", body)
                break
            except LOST as lost:
                # The answer was lost, and perhaps it was a yes: the same request again is safe, for it says after which event.
                if pause is None:
                    raise
                print(f"{lost}; trying again in {pause} s", file=sys.stderr)
                time.sleep(pause)
            except Refused as refused:
                if refused.status != 409 or self.ask("GET", self.path)["seq"] != self.seq + len(events):
                    raise
                break  # It had been taken the first time.
        self.seq += len(events)

    def ask(self, method, path, kind="application/json", body=None):
        request = urllib.request.Request(self.url + path, method=method, headers={"Content-Type": kind})
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.data = (body if isinstance(body, str) else json.dumps(body)).encode()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = json.loads(error.read() or b"{}")
            raise Refused(error.code, problem.get("detail", str(error))) from error


class Voters:
    """The model. It knows nothing of towns: `meet` changes opinions and says by how much, `camps` finds who agrees."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.opinions = [[round(self.random.random(), 6) for _ in TRAITS] for _ in NAMES]
        n = len(NAMES)
        # A ring on which everyone knows the two on either side, and has one acquaintance far away.
        self.neighbours = [{(i + step) % n for step in (-2, -1, 1, 2)} for i in range(n)]
        for i in range(n):
            far = self.random.randrange(n - 5)
            other = (i + 3 + far) % n
            self.neighbours[i].add(other)
            self.neighbours[other].add(i)

    def meet(self):
        """Two neighbours, whether they heard each other, and how each moved."""
        one = self.random.randrange(len(NAMES))
        other = self.random.choice(sorted(self.neighbours[one]))
        if math.dist(self.opinions[one], self.opinions[other]) > CONFIDENCE:
            return one, other, False, []
        # Six decimals, as the town keeps them: so what is known here and there stays the same.
        toward = [round(SHARE * (b - a), 6) for a, b in zip(self.opinions[one], self.opinions[other])]
        for who, sign in ((one, 1), (other, -1)):
            self.opinions[who] = [round(min(1, max(0, a + sign * d)), 6) for a, d in zip(self.opinions[who], toward)]
        return one, other, True, toward + [-d for d in toward]

    def camps(self):
        """Connected voters of whom neighbours differ by less than half of the bound; those of three or more."""
        left, found = set(range(len(NAMES))), []
        while left:
            camp, open_ = set(), [min(left)]
            while open_:
                voter = open_.pop()
                if voter in camp:
                    continue
                camp.add(voter)
                near = (o for o in self.neighbours[voter] & left if math.dist(self.opinions[voter], self.opinions[o]) < CONFIDENCE / 2)
                open_.extend(near)
            left -= camp
            if len(camp) >= CAMP:
                found.append(camp)
        return found


def name_of(voter):
    return NAMES[voter].lower()


def ids(voters):
    return [name_of(voter) for voter in sorted(voters)]


def meeting(voters):
    """A meeting as an event."""
    one, other, heard, deltas = voters.meet()
    pair = [name_of(one), name_of(other)]
    effects = [{"kind": "relationship", "among": pair, "delta": 0.06 if heard else -0.03}]
    if heard:
        effects.append({"kind": "eigenvector", "citizens": pair, "deltas": deltas})
    message = f"{NAMES[one]} and {NAMES[other]} " + ("talked it over." if heard else "talked past each other.")
    return {"operation": "discuss", "participant_ids": pair, "effects": effects, "success": heard, "message": message}


class Camps:
    """Camps through time: a camp keeps its name as long as most of it was together before."""

    def __init__(self):
        self.living, self.count = {}, 0

    def changes(self, found):
        """Coalition events from the camps there were to those there are; a camp that is the same is not mentioned."""
        heirs, new = {}, []
        for camp in sorted(found, key=len, reverse=True):
            best = max((c for c in self.living if c not in heirs), key=lambda c: len(camp & self.living[c]), default=None)
            if best is not None and 2 * len(camp & self.living[best]) > len(self.living[best]):
                heirs[best] = camp
            else:
                new.append(camp)
        events = []
        for id_, before in self.living.items():
            if id_ in heirs:
                continue
            into = next((heir for heir, camp in heirs.items() if 2 * len(camp & before) > len(before)), None)
            events.append({"kind": "merged", "relative": into} if into else {"kind": "dissolved"})
            events[-1]["coalition"] = id_
        for id_, camp in heirs.items():
            if camp != self.living[id_]:
                kind = "grown" if len(camp) >= len(self.living[id_]) else "shrunk"
                events.append({"kind": kind, "coalition": id_, "members": ids(camp)})
        for camp in new:
            self.count += 1
            id_ = f"camp-{self.count}"
            heirs[id_] = camp
            name = f"Camp {self.count}"
            message = f"{NAMES[min(camp)]} and {len(camp) - 1} others agree."
            events.append({"kind": "formed", "coalition": id_, "name": name, "members": ids(camp), "message": message})
        self.living = heirs
        return [{"type": "coalition", **event} for event in events]


def main():
    options = argparse.ArgumentParser(description="Publishes a bounded-confidence model into an external town.")
    options.add_argument("--url", default="http://127.0.0.1:4321", help="the town server (%(default)s)")
    options.add_argument("--town", default="voters", help="id of the town to make (%(default)s)")
    options.add_argument("--steps", type=int, default=40, help="phases to run (%(default)s)")
    options.add_argument("--seed", type=int, default=7, help="of the model's chance (%(default)s)")
    options.add_argument("--pace", type=float, default=0, help="seconds to wait after each phase (%(default)s)")
    options.add_argument("--token", help="the server's command token, if it has one")
    chosen = options.parse_args()

    voters, camps = Voters(chosen.seed), Camps()
    town = Town(chosen.url, chosen.town, chosen.token, {
        "seed": chosen.seed,
        "regions": [{"id": "assembly", "capacity": len(NAMES)}],
        "citizens": [
            {"id": name_of(i), "name": NAMES[i], "archetype": "Voter", "region": "assembly",
             "eigenvector": dict(zip(TRAITS, voters.opinions[i]))}
            for i in range(len(NAMES))
        ],
    })
    for step in range(1, chosen.steps + 1):
        events = [meeting(voters) for _ in NAMES]
        events.append({"type": "eigenvector_drift"})
        events += camps.changes(voters.camps())
        events.append({"type": "town_status", "kind": "phase_change", "day": 1 + step // 4, "phase": PHASES[step % 4]})
        town.publish(events)
        time.sleep(chosen.pace)
    print(f"{chosen.steps} phases, {town.seq} events, {len(camps.living)} camps: {chosen.url}/?town={chosen.town}")


if __name__ == "__main__":
    try:
        main()
    except (Refused, *LOST) as error:
        sys.exit(f"voters: {error}")
