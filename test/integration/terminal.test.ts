import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/observer/client.ts";
import { serveTown, type ServedTown } from "../browser/serve-town.ts";
import { until } from "../browser/until.ts";
import { agentTown } from "../cli/spoken.ts";
import { expectGolden, goldenFrame } from "../terminal/golden.ts";
import { Tmux } from "./tmux.ts";

/** `agent-town watch` as people meet it: the command itself, in a real terminal. */
const BIN = fileURLToPath(new URL("../../bin/agent-town.mjs", import.meta.url));
const COMMAND = `${process.execPath} ${BIN}`;
const SMALL = { columns: 80, rows: 24 };

let scratch: string;
let log: string;
/** The command when it is to be found, and to break when it is asked to. */
let observed: string;
let open: { close(): void }[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "agent-town-watch-"));
  log = join(scratch, "run.ndjson");
  const { code, err } = await agentTown(["run", "--seed", "42", "--days", "14", "--out", log]);
  expect(code, err).toBe(0);
  const observer = join(scratch, "observed.mjs");
  const tells = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(scratch, "pid"))}, String(process.pid));`;
  writeFileSync(observer, `${tells} process.on("SIGUSR2", () => { throw new Error("a fault of ours"); });`);
  observed = `${process.execPath} --import ${observer} ${BIN}`;
});

afterEach(() => {
  for (const one of open) one.close();
  open = [];
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function pidOfObserved(): number {
  return Number(readFileSync(join(scratch, "pid"), "utf8"));
}

function terminal(size = SMALL, env: Record<string, string> = {}): Tmux {
  const tmux = new Tmux(size, env);
  open.push(tmux);
  return tmux;
}

/** A terminal in which the recorded run is watched, from its end. */
async function watching(size = SMALL, env: Record<string, string> = {}, options = ""): Promise<Tmux> {
  const tmux = terminal(size, env);
  tmux.line(`${COMMAND} watch ${log} ${options}`);
  await until(() => tmux.screen()).toContain("979 of 979 events");
  return tmux;
}

describe("watching a file in a real terminal", () => {
  it.each([
    ["80x24", SMALL],
    ["200x50", { columns: 200, rows: 50 }],
  ])("shows at %s the frame that was found good", async (name, size) => {
    const tmux = await watching(size);
    await until(() => tmux.screen()).toBe(goldenFrame(name).text);
    expect(tmux.modes()).toEqual({ alternate: true, cursor: false });
  });

  it("does what its keys say", async () => {
    const tmux = await watching();
    tmux.keys("2");
    await until(() => tmux.screen()).toBe(goldenFrame("80x24-coalitions").text);
    tmux.keys("BTab", "Tab", "Tab", "3");
    await until(() => tmux.screen()).toBe(goldenFrame("80x24-society").text);
    tmux.keys("Escape", "?");
    await until(() => tmux.screen()).toBe(goldenFrame("80x24-help").text);
    tmux.keys("Escape", "1", "/");
    await until(() => tmux.screen()).toContain("find:");
    tmux.line("xen");
    await until(() => tmux.screen()).toMatch(/│ [▀-▟]{2} Xena A\n/);
    tmux.keys("Left", "Left", "Right");
    await until(() => tmux.screen()).toContain("978 of 979 events");
    tmux.keys("g", "Space");
    await until(() => tmux.screen()).toMatch(/▶ 1× {2}\d+ of 979 events/);
  });

  it("takes the size that the terminal gets, and says what it needs when that is too little", async () => {
    const tmux = await watching();
    tmux.resize(200, 50);
    await until(() => tmux.screen()).toBe(goldenFrame("200x50").text);
    tmux.resize(60, 15);
    await until(() => tmux.screen()).toContain("72 columns and 20 rows are needed");
    tmux.resize(80, 24);
    await until(() => tmux.screen()).toBe(goldenFrame("80x24").text);
  });

  it("leaves the screen as it was, whichever way it ends, and says how by its exit code", async () => {
    const tmux = terminal();
    const before = /^what was there before$/m;
    const run = async (how: string, end: (pid: number) => void, code: number) => {
      tmux.line("clear; echo what was there before");
      tmux.line(`${observed} watch ${log}; echo code $?`);
      await until(() => tmux.screen()).toContain("979 of 979 events");
      expect(tmux.screen()).not.toMatch(before);
      end(pidOfObserved());
      await until(() => tmux.screen()).toMatch(new RegExp(`^code ${code}$`, "m"));
      expect(tmux.screen(), how).toMatch(before);
      expect(tmux.screen()).not.toContain("979 of 979 events");
      expect(tmux.modes()).toEqual({ alternate: false, cursor: true });
      // Keys are lines again, and seen as they are typed.
      tmux.line(`echo after ${how}`);
      await until(() => tmux.screen()).toMatch(new RegExp(`^after ${how}$`, "m"));
    };
    await run("q", () => tmux.keys("q"), 0);
    await run("interrupt", () => tmux.keys("C-c"), 130);
    await run("SIGTERM", (pid) => process.kill(pid, "SIGTERM"), 130);
    await run("fault", (pid) => process.kill(pid, "SIGUSR2"), 1);
    expect(tmux.screen()).toContain("a fault of ours");
  });

  it("ends when its terminal is gone", async () => {
    const tmux = terminal();
    tmux.line(`${observed} watch ${log}`);
    await until(() => tmux.screen()).toContain("979 of 979 events");
    const pid = pidOfObserved();
    const lives = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(lives()).toBe(true);
    tmux.close();
    await until(lives).toBe(false);
  });

  it("has as many colours as it is told, and none where none are wanted", async () => {
    const colours = (tmux: Tmux) => {
      // eslint-disable-next-line no-control-regex
      const codes = [...tmux.bytes().matchAll(/\u001b\[([\d;]*)m/g)].flatMap(([, code]) => code.split(";"));
      return new Set(codes);
    };
    const none = await watching(SMALL, { NO_COLOR: "1", COLORTERM: "truecolor" });
    none.keys("Down", "Enter", "2", "t", "?");
    await until(() => none.screen()).toContain("this help");
    for (const code of colours(none)) expect(["", "0", "1", "4", "7"]).toContain(code);
    await until(() => (none.keys("Escape", "1", "Escape"), none.screen())).toContain("Bob");
    const all = await watching(SMALL, { COLORTERM: "truecolor" });
    expect(all.bytes()).toContain("38;2;0;114;178");
    const some = await watching();
    expect(some.bytes()).toContain("38;5;");
    expect(some.bytes()).not.toContain("38;2;");
  });

  it("is drawn in ASCII where the locale has no more", async () => {
    const tmux = await watching(SMALL, { LC_ALL: "C" });
    await until(() => tmux.screen()).toBe(goldenFrame("80x24-ascii").text);
  });
});

describe("watching a server's town in a real terminal", () => {
  let town: ServedTown;

  beforeAll(async () => {
    town = await serveTown("--seed", "42", "--paused", "--port", "0");
  });

  afterAll(() => town?.kill());

  it("shows it, commands it, follows it, and says when its server is gone", async () => {
    const client = createClient({ url: town.url });
    const smallville = { id: "smallville" };
    for (let day = 1; day < 6; day++) {
      await client.post("/v1/town/{id}/control", smallville, { action: "step", by: "day" });
      await until(async () => (await client.get("/v1/town/{id}", smallville)).day).toBe(day + 1);
    }
    const tmux = terminal();
    tmux.line(`${COMMAND} watch ${town.url}; echo code $?`);
    await until(() => tmux.screen()).toContain("○ paused");
    const moment = /(\d+) of \1 events/;
    await until(() => tmux.screen()).toMatch(moment);
    const [, seq] = moment.exec(tmux.screen())!;
    const { out } = await agentTown(["status", town.url], { env: {} });
    expectGolden("live-80x24", out);
    await until(() => tmux.screen()).toBe(out);
    tmux.keys(".");
    await until(() => tmux.screen()).toContain(`${Number(seq) + 1} of ${Number(seq) + 1} events`);
    tmux.keys("Left");
    await until(() => tmux.screen()).toContain("○ 1 behind");
    tmux.keys("g", "Space");
    await until(() => tmux.screen()).toContain("● live");
    await town.kill();
    await until(() => tmux.screen()).toMatch(/▲ reconnecting (in \d+ s|now)/);
    tmux.keys("q");
    await until(() => tmux.screen()).toMatch(/^code 0$/m);
  });
});
