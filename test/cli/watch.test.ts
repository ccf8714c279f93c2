import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LEAST } from "../../src/terminal/rooms.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { goldenFrame } from "../terminal/golden.ts";
import { running } from "./running.ts";
import { agentTown } from "./spoken.ts";

let log: string;

beforeAll(async () => {
  log = temporary("run.ndjson");
  const { code, err } = await agentTown(["run", "--seed", "42", "--days", "14", "--out", log]);
  expect(code, err).toBe(0);
});

afterAll(cleanUp);

describe("agent-town status", () => {
  it("prints one frame of a file, plain where it is piped", async () => {
    const env = { TERM: "xterm-256color", COLORTERM: "truecolor" };
    expect(await agentTown(["status", log], { env })).toEqual({ code: 0, err: "", out: goldenFrame("80x24").text });
  });

  it("is what watch --once does", async () => {
    expect((await agentTown(["watch", log, "--once"])).out).toBe(goldenFrame("80x24").text);
  });

  it("prints colours on a terminal that has them, or where they are asked for", async () => {
    const env = { TERM: "xterm-256color" };
    expect((await agentTown(["status", log], { env, outIsTerminal: true })).out).toContain("\u001b[0;1;38;5;");
    expect((await agentTown(["status", log, "--color", "truecolor"])).out).toContain("38;2;0;114;178");
    const { out } = await agentTown(["status", log], { env: { ...env, NO_COLOR: "1" }, outIsTerminal: true });
    expect(out).toBe(goldenFrame("80x24").text);
  });

  it("is as large as the environment says, and never too small", async () => {
    const { out } = await agentTown(["status", log], { env: { COLUMNS: "200", LINES: "50" } });
    expect(out).toBe(goldenFrame("200x50").text);
    const { out: least } = await agentTown(["status", log], { env: { COLUMNS: "10", LINES: "3" } });
    expect(least.split("\n")).toHaveLength(LEAST.rows + 1);
    expect(least).not.toContain("Too small");
  });

  it("shows another moment, panel, projection, theme and level of detail when asked", async () => {
    const options = ["--at", "700", "--panel", "coalitions", "--projection", "axes:warmth,trust", "--theme", "light"];
    const { out } = await agentTown(["status", log, ...options, "--ascii"]);
    expect(out).toContain("700 of 979 events");
    expect(out).toContain("strength");
    expect(out).toMatch(/warmth \d+ %/);
    expect(out).toMatch(/^[ -~\n]*$/);
    expect((await agentTown(["status", log, "--lod", "0"])).out).not.toContain("resting");
  });

  it("prints a server's town, with the token that it asks for", async () => {
    const serving = ["serve", "--paused", "--port", "0", "--observe-token", "a-token-that-observes"];
    const { url, end } = await running([...serving, "--token", "a-token-that-commands"]);
    try {
      const refused = await agentTown(["status", url]);
      expect(refused.code).toBe(2);
      expect(refused.err).toMatch(/^agent-town: .*token.*\n$/);
      const env = { AGENT_TOWN_OBSERVE_TOKEN: "a-token-that-observes" };
      const { code, out } = await agentTown(["status", url.replace("http://", "")], { env });
      expect(code).toBe(0);
      expect(out).toContain("○ paused");
      const unknown = await agentTown(["status", url, "--town", "reef"], { env });
      expect(unknown).toMatchObject({ code: 2, out: "" });
      expect(unknown.err).toBe(`agent-town: there is no town reef at ${url}; there are: smallville\n`);
    } finally {
      await end();
    }
  });

  it("says when nobody answers", async () => {
    const { url, end } = await running(["serve", "--paused", "--port", "0"]);
    await end();
    const { code, err } = await agentTown(["status", url]);
    expect(code).toBe(1);
    expect(err).toBe(`agent-town: the town's server at ${url} cannot be reached; is it running?\n`);
  });

  it.each([
    [["--at", "980"], "--at must be from 0 to 979, the newest event; got 980"],
    [["--lod", "6"], "--lod must be a whole number from 0 to 5, got 6"],
    [["--town", "reef"], "--town and --token are for a server's towns"],
    [["--projection", "tsne"], "--projection: t-SNE has no plane"],
    [["--projection", "axes:warmth"], "--projection: "],
    [["--panel", "perturb"], "Allowed choices are citizens, coalitions, society, measures, activity"],
    [["--color", "many"], "Allowed choices are auto, none, 16, 256, truecolor"],
  ])("refuses %j in one line", async (options, reason) => {
    const { code, out, err } = await agentTown(["status", log, ...options]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("names the line of a file that was changed, and what is no file", async () => {
    const broken = temporary("broken.ndjson");
    const { out } = await agentTown(["replay", log, "--verify"]);
    expect(out).toContain("979 events");
    writeFileSync(broken, "{}\n");
    expect(await agentTown(["status", broken])).toMatchObject({ code: 1, out: "" });
    const missing = await agentTown(["status", temporary("missing.ndjson")]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("no such file");
  });
});

describe("agent-town watch", () => {
  it("says what to do where there is no terminal, or none that can be drawn on", async () => {
    const { code, err } = await agentTown(["watch", log]);
    expect(code).toBe(2);
    expect(err).toBe(
      "agent-town: watch needs a terminal that it can draw on; agent-town status prints one frame anywhere\n",
    );
  });
});
