import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TownConfig } from "../../src/sim/config.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { launchChromium } from "./chromium.ts";
import { fakeTown, type FakeTown } from "./fake-town.ts";
import { axeProblems } from "./scatter-stage.ts";
import { until } from "./until.ts";

/** Every state that the page can be in with its town, seen in a real Chromium: a server of the test's own plays the town. */
let browser: Browser;
let page: Page;
let town: FakeTown;
const faults: string[] = [];

beforeAll(async () => {
  // The command builds what is not built.
  execFileSync(process.execPath, [fileURLToPath(new URL("../../bin/agent-town.mjs", import.meta.url)), "--help"]);
  browser = await launchChromium();
}, 300_000);

afterAll(() => browser?.close());

afterEach(async () => {
  await page?.close();
  await town?.close();
  expect(faults.splice(0)).toEqual([]);
});

async function open(script: FakeTown["script"], config?: TownConfig): Promise<void> {
  town = await fakeTown(config);
  town.script = script;
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", (error) => faults.push(error.stack ?? String(error)));
  // The page's clock goes as any clock, until a test winds it on.
  await page.clock.install();
  await page.goto(town.url);
}

const said = async (kind: string) => {
  const status = page.locator(`.status[data-kind="${kind}"]`);
  await status.waitFor();
  return status.textContent();
};
const standing = () => page.locator('[data-room="scatter"] .standing');

/** How a state is told: its words in the header, its sentence on hover, and no violation that axe finds. */
async function expectTold(kind: string, label: string | RegExp, detail: string | RegExp): Promise<void> {
  expect(await said(kind)).toMatch(label);
  expect(await page.locator(".status").getAttribute("title")).toMatch(detail);
  expect(await page.locator(`.status[data-kind="${kind}"] .mark path`).getAttribute("d")).not.toBe("");
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeProblems(page), colorScheme).toEqual([]);
  }
}

describe("the page and its town", () => {
  it("is connecting until the server answers", async () => {
    await open(() => {});
    await expectTold("connecting", "connecting", "Asking the server");
    expect(await standing().textContent()).toBe("Connecting to the town…");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Agent Town");
  });

  it("is live, and says that every digest so far was right", async () => {
    await open((stream) => {
      stream.snapshot();
      stream.phase();
      stream.phase();
    });
    await expectTold("live", "live", "Every event");
    expect(await standing().textContent()).toBe("");
    await page.getByText(/^[1-9] digests? verified$/).waitFor();
  });

  it("is empty when nobody lives there", async () => {
    const population = { kind: "custom", regions: [], citizens: [] } as const;
    await open((stream) => stream.snapshot(), { ...parseConfig({}), population });
    await expectTold("empty", "empty", "Nobody lives in this town.");
    expect(await standing().textContent()).toBe("No one lives here yet.");
    await page.getByText("Nothing has happened yet.").waitFor();
  });

  it("is stale when the server falls silent, keeps the picture, and heals by itself", async () => {
    let answer = () => {};
    await open((stream, asker) => {
      if (asker === 0) {
        stream.snapshot();
        stream.phase();
      } else answer = () => stream.phase();
    });
    await said("live");
    await page.clock.fastForward(36_000);
    await expectTold("stale", /^silent for \d+ s$/, "not even a heartbeat");
    // What is newest here is not what is newest there.
    await page.getByRole("button", { name: "NEWEST" }).waitFor();
    expect(await standing().textContent()).toContain("Nothing heard for a while");
    expect(await page.locator('[data-room="scatter"] [role="option"]').count()).toBe(25);
    answer();
    await said("live");
    expect(await standing().textContent()).toBe("");
  });

  it("is reconnecting when the stream breaks, and counts down to the next attempt", async () => {
    await open((stream, asker) => {
      if (asker > 0) return stream.answer(503, { title: "Unavailable", detail: "being mended", code: "internal" });
      stream.snapshot();
      stream.phase();
      stream.end();
    });
    await page.locator('.status[data-kind="reconnecting"][title*="being mended"]').waitFor();
    await expectTold("reconnecting", /^reconnecting (in \d+ s|now)$/, /Attempt \d+/);
    expect(await standing().textContent()).toContain("Not connected: being mended");
  });

  it("says so at once, without waiting for any timer", async () => {
    let breakOff = () => {};
    await open((stream, asker) => {
      if (asker > 0) return;
      stream.snapshot();
      breakOff = () => stream.end();
    });
    await said("live");
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    breakOff();
    expect(await said("reconnecting")).toMatch(/^reconnecting/);
  });

  it("is finished when the run has ended, and all of it can be revisited", async () => {
    await open((stream, asker) => {
      if (asker > 0) return stream.answer(204);
      stream.snapshot();
      stream.phase();
      stream.phase();
      stream.announce("finished");
    });
    await expectTold("finished", "finished", "all of it can be revisited");
    const slider = page.getByRole("slider", { name: "Moment shown" });
    await slider.press("Home");
    await said("behind");
    await slider.press("End");
    await said("finished");
    // Who comes later, by a link to now, sees its last state.
    await until(() => new URL(page.url()).searchParams.get("at")).toBeNull();
    await page.reload();
    await said("finished");
    await until(() => page.locator('[data-room="scatter"] [role="option"]').count()).toBe(25);
  });

  it("is degraded while NATS is away, says what that means and why, and no longer when it is back", async () => {
    const copy = { breaker: "open", confirmed: 0, opened: 1, why: "no server answers at 127.0.0.1:4222" } as const;
    let stream: Parameters<FakeTown["script"]>[0];
    await open((first) => {
      stream = first;
      stream.snapshot();
      stream.phase();
      stream.phase();
    });
    await said("live");
    const mark = page.locator('[data-room="header"] details');
    expect(await mark.count()).toBe(0);
    town.goes = { ...town.goes, degraded: "nats", nats: copy };
    stream!.announce("degraded");
    await mark.getByText("degraded: nats").waitFor();
    await said("live");
    const told = page.locator('[data-room="header"] [role="status"]', {
      hasText: "degraded: nats. The town lives on here.",
    });
    await told.waitFor({ state: "attached" });
    // By keyboard: it opens, is asked for anew, and shuts.
    await mark.locator("summary").press("Enter");
    await mark.getByText("Why: no server answers at 127.0.0.1:4222.").waitFor();
    await mark.getByText("nothing is sent until NATS answers").waitFor();
    await mark.getByText(/^NATS has confirmed events up to 0; \d+ events wait here\.$/).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await mark.locator("summary").press("Escape");
    await mark.getByText("Why:").waitFor({ state: "hidden" });
    town.goes = { ...town.goes, degraded: null, nats: { ...copy, breaker: "closed", why: null } };
    stream!.announce("restored");
    await mark.waitFor({ state: "detached" });
    await told.waitFor({ state: "detached" });
  });

  it("stands still when nobody paused it, says why, and can't be told to go on", async () => {
    await open((stream) => {
      const nats = { breaker: "open", confirmed: 0, opened: 1, why: "no server answers" } as const;
      town.goes = { speed: 1, paused: true, held: "no room for more events", degraded: "nats", nats };
      stream.snapshot();
    });
    await expectTold("held", "standing still", "Standing still: no room for more events");
    const play = page.getByRole("button", { name: "Let the town go on" });
    expect(await play.isDisabled()).toBe(true);
    expect(await play.getAttribute("title")).toBe("Standing still: no room for more events");
  });

  it("is diverged when its own state is not the simulation's, until a fresh one has proved itself; the count stays", async () => {
    let heal = () => {};
    await open((stream, asker) => {
      stream.snapshot();
      if (asker > 0) return void (heal = () => stream.phase());
      stream.phase();
      stream.phase((event) =>
        event.type === "town_status" && "digest" in event ? { ...event, digest: "0".repeat(32) } : event,
      );
    });
    await expectTold("diverged", "diverged", "differed once from the simulation's digest");
    expect(await page.getByRole("alert").textContent()).toContain("A fresh state was asked for");
    heal();
    await said("live");
    expect(await page.locator('[data-fact="proof"] strong').textContent()).toBe(", 1 diverged");
  });

  it("has failed when the server refuses for good, says why, and tries again when asked", async () => {
    await open((stream, asker) => {
      if (asker === 0) stream.answer(403, { title: "Forbidden", detail: "this town is private", code: "conflict" });
      else stream.snapshot();
    });
    await expectTold("failed", "failed", "this town is private");
    expect(await standing().textContent()).toContain("this town is private");
    await page.locator('[data-room="header"]').getByRole("button", { name: "Try again" }).click();
    await said("live");
  });
});

describe("the feed, to those who listen", () => {
  it("speaks one polite sentence about many events every five seconds, while the rows are silent", async () => {
    let live = () => {};
    await open((stream) => {
      stream.snapshot();
      stream.phase();
      live = () => stream.phase();
    });
    await said("live");
    const summary = page.locator("[data-summary]");
    await summary.waitFor({ state: "attached" });
    live();
    await page.locator(".row").nth(5).waitFor();
    expect(await summary.textContent()).toBe("");
    expect(await page.getByRole("log").getAttribute("aria-live")).toBe("off");
    await page.clock.fastForward(5000);
    await until(() => summary.textContent()).toMatch(/^\d+ new events\. The last: ./);
  });
});
