import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAWS, violations } from "./checker.ts";
import type { Asked, Chapter, ClientHistory, Events, History } from "./history.ts";

/** Ten events, and "solo eve" done by a person as event 5. */
const LOG = {
  events: events(1, 10),
  runs: new Set(["r1"]),
  fault: undefined,
  digests: new Map([
    [0, "d0"],
    [3, "d3"],
  ]),
  perturbed: new Map([[5, "solo eve"]]),
};
const EVE: Asked = { what: "solo eve", answer: { seq: 5, print: printOf(5) } };
/** Saw all; its connection broke after event 4. */
const ANN = client("ann", snapshot(0, events(1, 4)), resume(4, events(5, 10)));
/** Came at event 3, and was sent back to it. */
const BOB = client("bob", snapshot(3, events(4, 6)), { ...snapshot(3, events(4, 10)), reset: "retention was quicker" });
const SOUND: History = { log: LOG, clients: [ANN, BOB], perturbations: [EVE], healings: [] };

describe("the checker", () => {
  it("has nothing to say of a sound history", () => {
    expect(violations(SOUND)).toEqual([]);
  });

  it("takes a perturbation without an answer for either: done, or not", () => {
    const asked: Asked = { what: "solo eve", answer: "none" };
    expect(violations({ ...SOUND, perturbations: [asked] })).toEqual([]);
    expect(violations({ ...SOUND, perturbations: [EVE, asked] })).toEqual([]);
  });

  it("compares what the log has forgotten among those who saw it", () => {
    const log = { ...LOG, events: events(6, 10), perturbed: new Map() };
    expect(violations({ ...SOUND, log })).toEqual([]);
    const clients = [ANN, client("bob", snapshot(3, forged(events(4, 10), 4)))];
    expect(broken({ ...SOUND, log, clients })).toEqual(["bytes"]);
  });

  const CASES: readonly (readonly [keyof typeof LAWS, string, Partial<History>])[] = [
    ["log", "an event is missing", logged({ events: without(events(1, 10), 2) })],
    ["log", "an event is there twice", logged({ events: joined(events(1, 3), events(3, 10)) })],
    [
      "log",
      "two events have changed places",
      logged({ events: joined(events(1, 1), events(3, 3), events(2, 2), events(4, 10)) }),
    ],
    ["log", "another run is mixed in", logged({ runs: new Set(["r1", "r2"]) })],
    ["decided", "the simulation would have gone on otherwise", logged({ fault: "event 7 is not what it decides" })],
    ["decided", "an acknowledged perturbation is lost", logged({ perturbed: new Map() })],
    [
      "decided",
      "a perturbation is done twice",
      logged({
        perturbed: new Map([
          [5, "solo eve"],
          [6, "solo eve"],
        ]),
      }),
    ],
    [
      "decided",
      "a perturbation that was refused is done",
      { perturbations: [{ what: "solo eve", answer: "refused" }] },
    ],
    ["decided", "nobody asked for a perturbation", { perturbations: [] }],
    [
      "decided",
      "a perturbation is another event than was said",
      { perturbations: [{ what: "solo eve", answer: { seq: 6, print: 1 } }] },
    ],
    ["chain", "an event is left out", seen(client("cat", snapshot(0, without(events(1, 10), 6))))],
    ["chain", "an event comes twice", seen(client("cat", snapshot(0, joined(events(1, 6), events(6, 10)))))],
    ["chain", "the first event is not the next", seen(client("cat", snapshot(0, events(2, 10))))],
    [
      "jump",
      "a resumed client is sent elsewhere",
      seen(client("cat", snapshot(0, events(1, 4)), resume(3, events(4, 10)))),
    ],
    [
      "jump",
      "a resumed client silently begins anew",
      seen(client("cat", snapshot(0, events(1, 4)), snapshot(3, events(4, 10)))),
    ],
    ["jump", "a new client is taken for an old one", seen(client("cat", resume(2, events(3, 10))))],
    ["bytes", "two clients see another event", seen(client("cat", snapshot(3, forged(events(4, 10), 7))))],
    [
      "state",
      "a state is not what the events before it make",
      seen(client("cat", { ...snapshot(3, events(4, 10)), start: { kind: "snapshot", seq: 3, digest: "x" } })),
    ],
    ["prefix", "an event was seen that the log lost", logged({ events: events(1, 9) })],
    ["prefix", "an event was seen that the log has otherwise", logged({ events: forged(events(1, 10), 8) })],
    [
      "union",
      "nobody saw an event",
      { clients: [client("ann", snapshot(0, events(1, 2))), client("bob", snapshot(3, events(4, 10)))] },
    ],
    ["end", "a client stops before the log does", seen(client("cat", snapshot(0, events(1, 9))))],
    ["end", "a client never came in", seen(client("cat"))],
    [
      "healing",
      "a client hears nothing more",
      { healings: [{ fault: "a kill", within: 100, took: new Map([["ann", undefined]]) }] },
    ],
    [
      "healing",
      "a client waits for too long",
      {
        healings: [
          {
            fault: "a kill",
            within: 100,
            took: new Map([
              ["ann", 50],
              ["bob", 101],
            ]),
          },
        ],
      },
    ],
  ];

  it.each(CASES)("breaks the law `%s` when %s", (law, _, change) => {
    expect(broken({ ...SOUND, ...change })).toContain(law);
  });

  it("has a case for every law", () => {
    expect(new Set(CASES.map(([law]) => law))).toEqual(new Set(Object.keys(LAWS)));
  });

  it("finds whatever is done to one event of one client", () => {
    const damage = fc.constantFrom<(from: Events, seq: number) => Events>(without, forged, twice);
    fc.assert(
      fc.property(damage, fc.integer({ min: 1, max: 10 }), (damage, seq) => {
        const cat = client("cat", snapshot(0, damage(events(1, 10), seq)));
        expect(violations({ ...SOUND, clients: [ANN, BOB, cat] })).not.toEqual([]);
      }),
    );
  });

  it("finds nothing, wherever connections break and go on", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (breaks) => {
        const ends = [...breaks.sort((a, b) => a - b), 10];
        const chapters = ends.map((end, i) =>
          i === 0 ? snapshot(0, events(1, end)) : resume(ends[i - 1], events(ends[i - 1] + 1, end)),
        );
        expect(violations({ ...SOUND, clients: [client("cat", ...chapters)] })).toEqual([]);
      }),
    );
  });
});

function broken(history: History): string[] {
  return [...new Set(violations(history).map(({ law }) => law))];
}

function logged(change: Partial<History["log"]>): Partial<History> {
  return { log: { ...LOG, ...change } };
}

/** Ann, who saw everything, and another. */
function seen(other: ClientHistory): Partial<History> {
  return { clients: [ANN, other] };
}

function client(name: string, ...chapters: readonly Chapter[]): ClientHistory {
  return { name, chapters };
}

function snapshot(seq: number, seen: Events): Chapter {
  return { by: "writer", start: { kind: "snapshot", seq, digest: `d${seq}` }, reset: undefined, events: seen };
}

function resume(seq: number, seen: Events): Chapter {
  return { by: "gateway", start: { kind: "resume", seq }, reset: undefined, events: seen };
}

function events(first: number, last: number): Events {
  const seqs = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return { seqs, prints: seqs.map(printOf) };
}

function printOf(seq: number): number {
  return 1000 + seq;
}

function joined(...parts: readonly Events[]): Events {
  return { seqs: parts.flatMap(({ seqs }) => seqs), prints: parts.flatMap(({ prints }) => prints) };
}

function without({ seqs, prints }: Events, seq: number): Events {
  const kept = (_: number, i: number) => seqs[i] !== seq;
  return { seqs: seqs.filter(kept), prints: prints.filter(kept) };
}

function forged({ seqs, prints }: Events, seq: number): Events {
  return { seqs, prints: prints.map((print, i) => (seqs[i] === seq ? -1 : print)) };
}

function twice(from: Events, seq: number): Events {
  const [first, last] = [from.seqs[0], from.seqs.at(-1)!];
  return joined(events(first, seq), events(seq, last));
}
