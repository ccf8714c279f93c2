import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replayFile } from "../../src/cli/replay-file.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { LogFile } from "../../src/stream/log-file.ts";
import { readRecording } from "../../src/wire/recording.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { agentTown } from "./spoken.ts";

const TEMPLATE = '<!doctype html><script id="recording" type="application/gzip"></script>';
let path = "";

beforeAll(async () => {
  path = temporary("run.ndjson");
  await agentTown(["run", "--days", "144", "--seed", "7", "--out", path]);
});

afterAll(cleanUp);

/** The recording that is in the file. */
function recordingIn(html: string) {
  const [, base64] = /<script id="recording" type="application\/gzip">([A-Za-z0-9+/=]+)<\/script>/.exec(html)!;
  return readRecording(gunzipSync(Buffer.from(base64, "base64")).toString());
}

describe("a log as a page that replays it", () => {
  it("holds the founding and every event as the log has it", () => {
    const log = new LogFile(path);
    const { beginning, events } = recordingIn([...replayFile(log, TEMPLATE)].join(""));
    const { config, run_id } = log.header;
    expect(beginning.config).toEqual(config);
    expect(beginning.state).toEqual(JSON.parse(JSON.stringify(snapshot(found(config, run_id)))));
    const lines = readFileSync(path, "utf8").trimEnd().split("\n").slice(1);
    expect(events).toEqual(lines.map((line) => line.replace(/,"check":"[0-9a-f]{8}"\}$/, "}")));
  });

  it("is refused where the log is not what was decided", () => {
    const file = temporary("other.ndjson");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(file, [...lines.slice(0, 40), ...lines.slice(41, 80), ""].join("\n"));
    expect(() => [...replayFile(new LogFile(file), TEMPLATE)]).toThrow("event 40 is missing");
  });

  it("says what to do where the page was not built", async () => {
    // In the sources there is none.
    const { code, err } = await agentTown(["export", path, "--format", "html"]);
    expect([code, err]).toEqual([
      2,
      "agent-town: the page of a replay is not built: run npm run build, then try again\n",
    ]);
  });

  it("has less than 2 MB for 10,000 events of smallville, the built page included", () => {
    const home = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
    // The command builds what is not built.
    execFileSync(process.execPath, [home("bin/agent-town.mjs"), "--help"]);
    const template = readFileSync(home("dist/page/replay-template.html"), "utf8");
    const html = [...replayFile(new LogFile(path), template)].join("");
    expect(recordingIn(html).events.length).toBeGreaterThan(10_000);
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    // Whole in itself: no address of anything else.
    const page = template.replaceAll(/<script type="module">[^]*?<\/script>/g, "");
    expect(page).not.toMatch(/\bsrc=|href="(?!data:)|url\((?!["']?data:)|@import/);
  }, 300_000);
});
