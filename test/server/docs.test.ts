import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { EventSource } from "eventsource";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { HERE } from "../../src/server/docs/curl.ts";
import { kindOf, outline, rowsOf, type Schema } from "../../src/server/docs/schema.ts";
import { STYLE } from "../../src/server/docs/style.ts";
import { sentence } from "../../src/server/docs/text.ts";
import { docs } from "../../src/server/docs/docs.ts";
import { openApi } from "../../src/server/openapi.ts";
import { startServer, type TownServer } from "../../src/server/town-server.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { HeldClock } from "../stream/held-clock.ts";
import { passing } from "./open-town.ts";

const page = await docs().text();
const { paths, components } = openApi();
const OPERATIONS = Object.values(paths).flatMap((item) => Object.values(item));

/** The page's snippets of a kind, as a person copies them. */
const snippets = (kind: string) =>
  Array.from(page.matchAll(new RegExp(`<pre class="${kind}"><code>([^]*?)</code></pre>`, "g")), ([, lines]) =>
    plain(lines),
  );

describe("the page of the API", () => {
  it("tells of every operation, with its parameters and its answers, and of every schema", () => {
    for (const { operationId, parameters, responses } of OPERATIONS) {
      const [told] = page.split(`id="${operationId}"`)[1].split(`<section class="operation"`);
      for (const { name } of parameters) expect(told).toContain(`<code>${name}</code>`);
      for (const status of Object.keys(responses)) expect(told).toContain(`<dt>${status}</dt>`);
    }
    for (const name of Object.keys(components.schemas)) expect(page).toContain(`id="schema-${name}"`);
  });

  it("names nothing twice, and every link in it leads somewhere", () => {
    const names = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
    expect(names).toEqual([...new Set(names)]);
    for (const [, to] of page.matchAll(/href="#([^"]+)"/g)) expect(names).toContain(to);
  });

  it("wears the house's colours", () => {
    const tokens = readFileSync(new URL("../../src/widgets/kit/tokens.css", import.meta.url), "utf8");
    const [screen] = STYLE.split("@media print");
    for (const [colour] of screen.matchAll(/#[0-9a-f]{6}\b/g)) expect(tokens).toContain(colour);
  });

  it("says who may do what", () => {
    const access = (id: string) => />([^<]*)<\/a>/.exec(page.split(`id="${id}"`)[1].split('class="access"')[1])![1];
    expect(access("getHealth")).toBe("Open to everyone.");
    expect(access("getState")).toBe("For whoever may watch.");
    expect(access("getMetrics")).toBe("For whoever has a token.");
    expect(access("publishEvents")).toBe("For whoever may command.");
  });
});

describe("a schema in words", () => {
  const said = (schema: Schema) => plain(String(kindOf(schema)).replaceAll(/<[^>]*>/g, ""));

  it("is what an engineer would say", () => {
    expect(said({ type: "integer", minimum: 1, maximum: 1000 })).toBe("integer 1 to 1,000");
    expect(said({ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toBe("integer ≥ 0");
    expect(said({ type: "number", minimum: -1, maximum: 1 })).toBe("number −1 to 1");
    expect(said({ type: "string", minLength: 1, maxLength: 80 })).toBe("string 1 to 80 characters");
    expect(said({ enum: ["json", "svg"] })).toBe('"json" | "svg"');
    expect(said({ anyOf: [{ type: "integer" }, { type: "null" }] })).toBe("integer or null");
    expect(said({ type: "array", items: { type: "string" }, maxItems: 9 })).toBe("array of string, at most 9");
    expect(said({ type: "object", additionalProperties: { type: "number" } })).toBe("object, any name: number");
    expect(said({})).toBe("any JSON");
  });

  it("is told to its end though a component is in itself", () => {
    const tree = { $ref: "#/components/schemas/Tree" };
    expect(String(kindOf({ type: "array", items: tree }))).toBe('array of <a href="#schema-Tree">Tree</a>');
    expect(rowsOf({ type: "object", properties: { left: tree, right: tree } })).toBe(2);
  });

  it("shows whatever it says as text", () => {
    expect(String(kindOf({ const: "<script>" }))).toBe("<code>&quot;&lt;script&gt;&quot;</code>");
    expect(sentence("a `<b>` & c").join("")).toBe("a <code>&lt;b&gt;</code> &amp; c");
  });

  it("law: its outline has as many rows as are counted", () => {
    for (const schema of Object.values(components.schemas)) {
      expect(String(outline(schema)).split('class="what"')).toHaveLength(rowsOf(schema) + 1);
    }
  });
});

describe("what the page says to try", () => {
  const clock = new HeldClock();
  let server: TownServer;
  const here = (lines: string) => lines.replaceAll(HERE, server.url);
  beforeAll(async () => {
    const simulation = new Simulation(parseConfig({ citizens: 25, seed: 7 }));
    const town = new LiveTown(simulation, new MemoryLog(simulation.town), { clock, paused: true });
    server = await startServer({ towns: [town], port: 0, clock });
    // So that there is a past, and coalitions are in it.
    await fetch(`${server.url}/v1/town/smallville/control`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: "step", by: "day" }),
    });
    while (town.status.day === 1) await clock.advance(1000);
  });
  afterAll(() => passing(clock, server.close()));

  it("works, command by command, in the order of the page", async () => {
    const commands = snippets("curl");
    expect(commands.length).toBeGreaterThan(OPERATIONS.length);
    // What it ends must not be asked for afterwards.
    const ending = commands.filter((command) => command.includes("-X DELETE"));
    for (const command of [...commands.filter((one) => !ending.includes(one)), ...ending]) {
      const shown = await firstOf("sh", ["-c", `exec ${here(command)} -sS -w '\n%{http_code}'`]);
      if (command.includes("curl -N")) expect(shown, command).toMatch(/^retry: \d+\n/);
      else expect(shown, command).toMatch(/\n20[014]$/);
    }
  });

  it("works in JavaScript, with the EventSource of a browser", async () => {
    const [program] = snippets("javascript");
    const opened: EventSource[] = [];
    onTestFinished(() => opened.forEach((source) => source.close()));
    const said = await new Promise<unknown[]>((resolve) => {
      const kept = function (address: string) {
        opened.push(new EventSource(address));
        return opened[0];
      };
      runInContext(
        here(program),
        createContext({ EventSource: kept, console: { log: (...all: unknown[]) => resolve(all) } }),
      );
    });
    expect(said).toMatchObject(["snapshot", { type: "town_snapshot", kind: "simulated" }]);
    expect(program.split("\n")).toHaveLength(5);
  });

  it("works in Python, with its standard library", async () => {
    const [program] = snippets("python");
    expect(await firstOf("python3", ["-c", here(program)])).toMatch(/^town_snapshot/);
  });

  it("is refused as the page shows a refusal", async () => {
    const answer = await fetch(`${server.url}/v1/town/smallville/history?limit=0`);
    expect(await answer.json()).toEqual(JSON.parse(snippets("sent").at(-1)!));
  });
});

/** What a program writes: all of it, or, of one that goes on for ever, the beginning; then it is ended. */
async function firstOf(program: string, words: readonly string[]): Promise<string> {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const endless = words.some((word) => word.includes("curl -N")) || program === "python3";
  const ended = once(child, "close");
  let shown = "";
  child.stderr.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    if (endless) child.kill();
  });
  await ended;
  return shown;
}

function plain(escaped: string): string {
  const signs: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return escaped.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => signs[name]);
}
