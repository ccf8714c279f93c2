import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";

/** A recording as people meet it: a file, made by the command, opened from the disk where there is no network. */
let browser: Browser;
let scratch: string;
/** The log that was recorded, event by event. */
let events: { readonly type: string; readonly phase: string; readonly day: number }[];

const BIN = fileURLToPath(new URL("../../bin/agent-town.mjs", import.meta.url));
const run = promisify(execFile);
const agentTown = (...args: string[]) => run(process.execPath, [BIN, ...args]);

/** Who would be a script if a name could be one. */
const TOWN = {
  town_id: "smallville",
  seed: 7,
  citizens: ["</script><script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "Ada $& `${1}`"]
    .concat(Array.from({ length: 9 }, (_, i) => `Citizen ${i}`))
    .map((name, i) => ({ id: `c${i}`, name, region: i % 2 === 0 ? "inn" : "garden" })),
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "agent-town-replay-"));
  browser = await launchChromium();
  await writeFile(join(scratch, "town.json"), JSON.stringify(TOWN));
  const log = join(scratch, "run.ndjson");
  await agentTown("run", "--town", join(scratch, "town.json"), "--days", "6", "--out", log);
  await agentTown("export", log, "--format", "html", "--out", join(scratch, "replay.html"));
  const lines = (await readFile(log, "utf8")).trim().split("\n");
  events = lines.slice(1).map((line) => JSON.parse(line) as (typeof events)[number]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await rm(scratch, { recursive: true, force: true });
});

/** Opens a file of the scratch folder, and tells what went wrong and what was asked of anyone else. */
async function open(file: string, options: Parameters<Browser["newContext"]>[0] = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on("pageerror", (error) => faults.push(error.stack ?? String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => asked.push(request.url()));
  const url = pathToFileURL(join(scratch, file)).href;
  await page.goto(url);
  return { page, faults, asked, url, close: () => context.close() };
}

/** Resolves when all that happened has been folded and proved. */
async function proved(page: Page): Promise<void> {
  const changes = events.filter(({ type }) => type === "town_status").length;
  await page.getByText(`${changes} digests verified`).waitFor();
}

const momentOf = ({ day, phase }: { readonly day: number; readonly phase: string }) =>
  `Day ${day} ${phase.toLowerCase()} · smallville`;

describe("a recording in one file", () => {
  it("opens from the disk without a network, proves every digest, and asks nobody for anything", async () => {
    const { page, faults, asked, url, close } = await open("replay.html");
    await proved(page);
    expect(await page.locator('[data-room="header"] .status').getAttribute("data-kind")).toBe("replay");
    expect(await page.title()).toBe(momentOf(events.at(-1)!));
    for (const panel of await page.getByRole("tab").all()) await panel.click();
    expect(faults).toEqual([]);
    expect(asked.filter((address) => address !== url && !/^(data|blob):/.test(address))).toEqual([]);
    await close();
  });

  it("forbids itself every connection", async () => {
    const { page, close } = await open("replay.html", { offline: false });
    const refused = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
          fetch("http://127.0.0.1:9/").catch(() => {});
        }),
    );
    expect(refused).toBe("connect-src");
    await close();
  });

  it("goes to any moment, by the keyboard, and shows names as text, whatever they are", async () => {
    const { page, faults, close } = await open("replay.html");
    await proved(page);
    const everyone = page.locator('[data-room="scatter"]').getByRole("option");
    const labels = await everyone.evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent));
    for (const { name } of TOWN.citizens) expect(labels.join("\n")).toContain(name);
    const slider = page.getByRole("slider", { name: "Moment shown" });
    await slider.press("Home");
    await page.waitForFunction((title) => document.title === title, momentOf({ day: 1, phase: "MORNING" }));
    await slider.press("End");
    await page.waitForFunction((title) => document.title === title, momentOf(events.at(-1)!));
    await slider.press("ArrowLeft");
    await page.waitForFunction((title) => document.title !== title, momentOf(events.at(-1)!));
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  it.each(["light", "dark"] as const)("has nothing that axe objects to, %s", async (colorScheme) => {
    const { page, close } = await open("replay.html", { colorScheme });
    await proved(page);
    expect(await axeProblems(page)).toEqual([]);
    await close();
  });

  it("says so when it is not whole", async () => {
    const html = await readFile(join(scratch, "replay.html"), "utf8");
    const end = html.lastIndexOf("</script>");
    const begin = html.lastIndexOf(">", end) + 1;
    await writeFile(join(scratch, "cut.html"), html.slice(0, end - 2000) + html.slice(end));
    await writeFile(join(scratch, "empty.html"), html.slice(0, begin) + html.slice(end));
    for (const [file, why] of [
      ["cut.html", "not whole"],
      ["empty.html", "it holds no recording"],
    ]) {
      const { page, close } = await open(file);
      await page.getByRole("heading", { name: "This recording can't be read" }).waitFor();
      expect(await page.locator("main").innerText()).toContain(why);
      await close();
    }
  });
});
