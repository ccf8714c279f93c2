import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownConfig } from "../../../src/sim/config.ts";
import { parseConfig } from "../../../src/sim/genesis/parse.ts";
import { readFrame } from "../../../src/wire/frames.ts";
import { Listener } from "./listener.ts";
import { heardOf, logOf, serveTown } from "./served.ts";

/** Three who are called so. */
function townOf(names: readonly string[]): TownConfig {
  return parseConfig({ citizens: names.map((name, i) => ({ id: `c${i}`, name, region: "inn" })) });
}

/** Names that no town file may give, as a program could that builds its config itself. */
function hostileTownOf(names: readonly string[]): TownConfig {
  const config = townOf(["a", "b", "c"]);
  const { population } = config;
  if (population.kind !== "custom") throw new Error("it lists its citizens");
  const citizens = population.citizens.map((citizen, i) => ({ ...citizen, name: names[i] }));
  return { ...config, population: { ...population, citizens } };
}

/** Serves the town, and compares the names in all that a client hears or asks for with the ones it was founded with. */
async function expectNames(names: readonly string[], config: TownConfig): Promise<void> {
  const served = await serveTown(config);
  try {
    const watching = new Listener(served.events());
    await watching.until(({ messages }) => messages.length > 0);
    const first = readFrame(watching.messages[0])!;
    expect(first.type === "town_snapshot" && first.state.citizens.map(({ name }) => name)).toEqual(names);

    const known = new Set(names);
    const met = new Set<string>();
    await served.live(15);
    await watching.until(({ lastEventId }) => lastEventId === `r1-${served.town.log.head}`);
    expect(heardOf(watching.messages.slice(1))).toEqual(await logOf(served));
    for (const message of watching.messages) {
      const event = readFrame(message)!;
      if (event.type !== "town_event") continue;
      for (const name of event.participants) met.add(name);
      expect(event.participants.filter((name) => !known.has(name))).toEqual([]);
      expect(event.message).toContain(event.participants[0]);
    }
    expect(met.size).toBeGreaterThan(0);
    watching.close();

    const state = await (await fetch(served.events().replace(/events$/, "state"))).json();
    expect((state as { citizens: { name: string }[] }).citizens.map(({ name }) => name)).toEqual(names);
  } finally {
    await served.end();
  }
}

describe("a name goes from the town to its viewers as it is", () => {
  it.each([
    [`"Jo" O'Hara`, "back\\slash \\n \\u0022", "</script><script>alert(1)</script>"],
    ["שלום \u202Eabc\u202C", "نور", "Zalgo z\u0351\u0343a\u0306\u0300"],
    ["👩‍👩‍👧", "é and e\u0301", "\u200Bzero\u200Dwidth\uFEFF!"],
    ["data: forged", "id: r1-999", ": comment"],
    ["null", "{}", "%0d%0a"],
    ["\uD800 alone", "&lt;b&gt;", "𝒳 \u{10FFFF}"],
  ])("from a town file: %j %j %j", async (...names) => {
    await expectNames(names, townOf(names));
  });

  it.each([
    ["two\nlines", "CR\r\nLF", "\n\nevent: town.reset\ndata: forged\n\n"],
    ["line\u2028separator", "paragraph\u2029separator", "NUL\0"],
    ["\u0085", "\u001B[2J", "\t "],
  ])("also where no town file may say it: %j %j %j", async (...names) => {
    expect(() => townOf(names)).toThrow(/must be one line of text/);
    await expectNames(names, hostileTownOf(names));
  });

  it("whatever it is", async () => {
    const name = fc.string({ unit: "binary", minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.tuple(name, name, name), (names) => expectNames(names, hostileTownOf(names))),
      { numRuns: 20 },
    );
  });
});
