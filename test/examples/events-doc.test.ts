import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { publishLines } from "../../src/server/publish.ts";
import { EFFECTS } from "../../src/sim/effects/registry.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { ExternalTown } from "../../src/stream/external-town.ts";

/** What docs/events.md shows is true: its town is founded, and its examples are published in the order of the page. */
const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm")), ([, text]) => text);

const events: TownEvent[] = [];
let town: ExternalTown;

beforeAll(() => {
  const { kind, ...founding } = JSON.parse(blocks("json")[0]) as { readonly kind: string };
  expect(kind).toBe("external");
  town = ExternalTown.found(parseConfig(founding));
  town.listen({ event: (event) => events.push(event), announcement: () => {} });
  for (const block of blocks("ndjson")) {
    const { first, last } = publishLines(town, new TextEncoder().encode(block), {
      after: town.status.seq,
      maxLines: 10,
    });
    expect(last - first + 1).toBe(block.trim().split("\n").length);
  }
});

describe("docs/events.md", () => {
  it("gives an answer that is the first one's", () => {
    expect(page).toContain('`{"first": 1, "last": 1}`');
    expect(events[0]).toMatchObject({ seq: 1, operation: "greet" });
  });

  it("shows every type of event and every kind of effect", () => {
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual([
      "citizen",
      "coalition",
      "eigenvector_drift",
      "town_event",
      "town_status",
    ]);
    const kinds = new Set(events.flatMap(({ effects }) => effects.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(Object.keys(EFFECTS).sort());
  });

  it("ends with the town that it tells of", () => {
    const { citizens, coalitions, mourned, day, phase } = town.snapshot();
    const [ada, bob, cyd] = citizens;
    expect([day, phase]).toEqual([1, "NIGHT"]);
    expect(bob.eigenvector).toMatchObject({ trust: 0.7, ambition: 0.7 });
    expect(ada.eigenvector).toMatchObject({ warmth: 0.9, ambition: 0.6 });
    // 0.25, 0.1 and -0.4, faded by half in the night.
    expect(ada.relationships).toEqual({ bob: 0.125, cyd: 0.05 });
    expect(bob.relationships).toEqual({ ada: 0.125, cyd: -0.2 });
    expect(cyd).toMatchObject({ name: "Cyd “the Ox”", region: "quay", activity: "IDLE" });
    expect(ada).toMatchObject({ activity: "WORKING", surplus: 3, tokens: 320 });
    expect(bob.memories).toEqual([
      { seq: events.findIndex((e) => "operation" in e && e.operation === "gossip") + 1, kind: "gossip", about: "cyd" },
    ]);
    expect(coalitions).toEqual([
      { id: "east", name: "The East", colour: 4, since: 1, members: ["bob", "cyd"], strength: 0.8, cohesion: 0.7 },
    ]);
    expect(mourned.map(({ id }) => id)).toEqual(["north"]);
  });
});
