import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { launchChromium } from "./chromium.ts";
import { cutTexts } from "./cut-texts.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** The page as people meet it: served by the command, in a real Chromium. Nothing sleeps: every wait is for a fact. */
let browser: Browser;
/** Where the pages live that ask for nothing special: what one has loaded the next one has. */
let shared: BrowserContext;
/** A town that lives fast, shared by the tests that only look; and one that stands still, for those that count. */
let lively: ServedTown;
let still: ServedTown;
let scratch: string;
const faults: string[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "agent-town-page-"));
  browser = await launchChromium();
  shared = await browser.newContext({ viewport: VIEWPORT });
  lively = await serveTown("--port", "0", "--speed", "64");
  still = await serveTown("--port", "0", "--speed", "64", "--paused");
  // A day of history, so that no test depends on what another one did.
  await still.post("/control", { action: "step", by: "day" });
  await vi.waitFor(async () => expect((await told(still)).day).toBe(2), { timeout: 30_000 });
});

afterAll(async () => {
  await Promise.all([browser?.close(), lively?.kill(), still?.kill()]);
  await rm(scratch, { recursive: true, force: true });
});

afterEach(async () => {
  for (const page of shared.pages()) await page.close();
  for (const context of browser.contexts()) if (context !== shared) await context.close();
  // What the page throws, or the content security policy refuses, fails the test it happened in.
  expect(faults.splice(0)).toEqual([]);
});

const VIEWPORT = { width: 1280, height: 800 };

async function open(town: ServedTown, search = "", options?: Parameters<Browser["newPage"]>[0]): Promise<Page> {
  const page = await (options ? browser.newPage({ viewport: VIEWPORT, ...options }) : shared.newPage());
  page.on("pageerror", (error) => faults.push(error.stack ?? String(error)));
  page.on("console", (message) => {
    const { url } = message.location();
    // That a killed server can't be reached is what some tests are about.
    if (message.type() === "error" && !/net::ERR_/.test(message.text())) faults.push(`${message.text()} ${url}`);
  });
  await page.goto(`${town.url}/${search}`);
  await page.locator('[data-room="scatter"] [role="option"]').first().waitFor({ state: "attached" });
  return page;
}

const status = (page: Page, kind: string) => page.locator(`.status[data-kind="${kind}"]`);
const rows = (page: Page) => page.locator('[data-room="feed"] .row');
const control = (page: Page, name: string) => page.locator('[data-room="controls"]').getByRole("button", { name });

/** Seq of the newest row shown. */
async function newest(page: Page): Promise<number> {
  await rows(page).first().waitFor();
  return Math.max(
    ...(await rows(page).evaluateAll((all) => all.map((row) => Number((row as HTMLElement).dataset["seq"])))),
  );
}

async function untilNewest(page: Page, wanted: (seq: number) => boolean): Promise<void> {
  await until(async () => wanted(await newest(page))).toBe(true);
}

type Told = { readonly seq: number; readonly day: number; readonly speed: number | "max"; readonly paused: boolean };
const told = (town: ServedTown) => town.ask<Told>("");

async function step(page: Page, by: "event" | "phase" | "day"): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith("/control"));
  await control(page, `Step one ${by}`).click();
  expect((await answered).status()).toBeLessThan(300);
}

describe("the page, live", () => {
  it("shows 25 citizens, and they move", async () => {
    const page = await open(lively);
    const places = () =>
      page
        .locator('[data-room="scatter"] [role="option"]')
        .evaluateAll((all) => all.map((one) => `${one.getAttribute("data-x")} ${one.getAttribute("data-y")}`).join());
    expect(await page.locator('[data-room="scatter"] [role="option"]').count()).toBe(25);
    const before = await places();
    await until(async () => (await places()) !== before).toBe(true);
  });

  it("says which town it is, by which seed, when it is, and that all of it is proved", async () => {
    const page = await open(lively);
    await status(page, "live").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("smallville");
    expect(await page.locator(".seed").textContent()).toContain("seed 7");
    expect(await page.locator(".moment").textContent()).toMatch(/^Day \d+ (Morning|Afternoon|Evening|Night)\d\d:\d\d$/);
    await page.locator('[data-fact="proof"]', { hasText: /[1-9]\d* digests? verified$/ }).waitFor();
  });

  it("copies the seed", async () => {
    const page = await open(still, "", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator(".seed").click();
    await page.locator('.seed [role="status"]', { hasText: "copied" }).waitFor({ state: "attached" });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("7");
  });

  it("draws as many rows as fit, however much has happened", async () => {
    const page = await open(lively);
    await untilNewest(page, (seq) => seq > 150);
    const held = await page.locator(".rows").evaluate((element) => element.clientHeight / 40);
    expect(held).toBeGreaterThan(100);
    expect(await rows(page).count()).toBeLessThan(40);
  });

  it("keeps the rows still while a person reads, says how many are new, and lets them in at a click", async () => {
    const page = await open(lively);
    await untilNewest(page, (seq) => seq > 60);
    await page.locator('[data-room="feed"] .scroll').evaluate((element) => (element.scrollTop = 400));
    const fresh = page.getByRole("button", { name: /\d+ new/ });
    await fresh.waitFor();
    const reading = await rows(page).evaluateAll((all) => all.map((row) => row.textContent).sort());
    await until(async () => Number((await fresh.textContent())!.replaceAll(/\D/g, "")) > 3).toBe(true);
    expect(await rows(page).evaluateAll((all) => all.map((row) => row.textContent).sort())).toEqual(reading);
    await fresh.click();
    await fresh.waitFor({ state: "detached" });
    expect(await page.locator('[data-room="feed"] .scroll').evaluate((element) => element.scrollTop)).toBe(0);
  });
});

describe("the page's controls", () => {
  it("step exactly one event of a paused town at a time", async () => {
    const page = await open(still);
    await status(page, "paused").waitFor();
    const { seq } = await told(still);
    await step(page, "event");
    await untilNewest(page, (newest) => newest === seq + 1);
    await step(page, "event");
    await untilNewest(page, (newest) => newest === seq + 2);
    expect(await told(still)).toMatchObject({ seq: seq + 2, paused: true });
  });

  it("step to the next phase and to the next day", async () => {
    const page = await open(still);
    await step(page, "day");
    const moment = page.locator(".moment");
    await until(() => moment.textContent()).toMatch(/Morning/);
    await step(page, "phase");
    await until(() => moment.textContent()).toMatch(/Afternoon/);
    await status(page, "paused").waitFor();
  });

  it("let the town go on, and pause it", async () => {
    const page = await open(still);
    await control(page, "Let the town go on").click();
    await status(page, "live").waitFor();
    const { seq } = await told(still);
    await until(async () => (await told(still)).seq > seq).toBe(true);
    await control(page, "Pause the town").click();
    await status(page, "paused").waitFor();
    const stopped = (await told(still)).seq;
    await step(page, "event");
    await untilNewest(page, (newest) => newest === stopped + 1);
  });

  it("set the pace for everyone who watches", async () => {
    const page = await open(still);
    const other = await open(still);
    await page.getByLabel("Speed", { exact: true }).selectOption("8");
    await until(async () => (await told(still)).speed).toBe(8);
    await until(() => other.getByLabel("Speed", { exact: true }).inputValue()).toBe("8");
    await other.getByLabel("Speed", { exact: true }).selectOption("64");
    await until(() => page.getByLabel("Speed", { exact: true }).inputValue()).toBe("64");
  });

  it("say why a command was refused, until told to stop", async () => {
    const page = await open(still);
    const answer = {
      type: "about:blank",
      title: "Conflict",
      status: 409,
      code: "conflict",
      detail: "the town has finished",
    };
    await page.route("**/control", (route) =>
      route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(answer) }),
    );
    await control(page, "Step one event").click();
    const alert = page.getByRole("alert");
    await until(() => alert.textContent()).toBe("the town has finished");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await alert.waitFor({ state: "detached" });
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes("409")));
  });
});

describe("time travel", () => {
  it("shows the moment of a row while the town goes on, and goes live again", async () => {
    const page = await open(lively);
    await untilNewest(page, (seq) => seq > 30);
    await control(page, "LIVE").isDisabled();
    // Pointing at the rows holds them still, however fast the town lives.
    await page.locator('[data-room="feed"] .scroll').hover();
    const shown = (await newest(page)) - 5;
    await page.locator(`.row[data-seq="${shown}"]`).click();
    await status(page, "behind").waitFor();
    const current = page.locator('.row[aria-current="true"]');
    await until(() => current.getAttribute("data-seq")).toBe(`${shown}`);
    await until(() => new URL(page.url()).searchParams.get("at")).toBe(`${shown}`);
    const behind = async () => Number((await status(page, "behind").textContent())!.replaceAll(/\D/g, ""));
    const first = await behind();
    await until(async () => (await behind()) > first).toBe(true);
    expect(Number(await current.getAttribute("data-seq"))).toBe(shown);
    await control(page, "GO LIVE").click();
    await status(page, "live").waitFor();
    await until(() => new URL(page.url()).searchParams.get("at")).toBeNull();
  });

  it("goes to the beginning by the timeline, and to now at its end", async () => {
    const page = await open(still);
    await step(page, "phase");
    const slider = page.getByRole("slider", { name: "Moment shown" });
    await slider.press("Home");
    await status(page, "behind").waitFor();
    await until(() => page.locator(".moment").textContent()).toMatch(/^Day 1 Morning/);
    expect(await slider.getAttribute("aria-valuetext")).toContain("event 0");
    await slider.press("End");
    await status(page, "paused").waitFor();
  });

  it("opens a link at its moment, with its selection and theme", async () => {
    const page = await open(still);
    await step(page, "phase");
    const seq = (await told(still)).seq - 3;
    const other = await open(still, `?at=${seq}&selected=alice&theme=dark`);
    await status(other, "behind").waitFor();
    expect(await status(other, "behind").textContent()).toBe("3 behind");
    expect(await other.locator('[data-room="feed"] .chip').textContent()).toContain("Alice");
    expect(await other.locator("html").getAttribute("data-theme")).toBe("dark");
    await other.getByRole("button", { name: "Show everybody" }).click();
    await until(() => other.locator('.row[aria-current="true"]').getAttribute("data-seq")).toBe(`${seq}`);
  });
});

describe("the feed's filters", () => {
  it("find words, kinds, and what is about the selected citizens", async () => {
    const page = await open(still);
    await step(page, "day");
    await page.getByLabel("Filter by kind").selectOption("trade");
    await until(() =>
      rows(page).evaluateAll((all) => [...new Set(all.map((row) => row.querySelector(".what")!.textContent))]),
    ).toEqual(["trade"]);
    await page.getByLabel("Filter by kind").selectOption("");
    await page.getByLabel("Filter by words").fill("went to rest");
    await until(() =>
      rows(page).evaluateAll((all) => all.length > 0 && all.every((row) => row.textContent.includes("went to rest"))),
    ).toBe(true);
    await page.getByLabel("Filter by words").fill("no such words");
    await page.getByText("Nothing like this has happened").waitFor();
    await page.getByLabel("Filter by words").press("Escape");
    await page.goto(`${still.url}/?selected=clara`);
    await until(() =>
      rows(page).evaluateAll(
        (all) =>
          all.length > 0 &&
          all.every(
            (row) => /Clara|citizens|others/.test(row.textContent) || row.getAttribute("data-tone") === "coalition",
          ),
      ),
    ).toBe(true);
    await page.getByRole("button", { name: "Show everybody" }).click();
    await page.locator('[data-room="feed"] .chip').waitFor({ state: "detached" });
  });

  it("shows names and messages as text, whatever people are called", async () => {
    const name = `<img src=x onerror="document.title='pwned'"><b>Bold</b>`;
    const citizen = (id: string, name: string) => ({ id, name, archetype: "Builder", region: "yard" });
    const town = {
      town_id: "hostile",
      seed: 1,
      start_date: "2025-12-03",
      regions: [{ id: "yard", name: "<script>alert(1)</script>", capacity: 9 }],
      citizens: [citizen("a", name), citizen("b", "</script>\u202Eevil"), citizen("c", "'\"&amp;")],
    };
    const file = join(scratch, "hostile.json");
    await writeFile(file, JSON.stringify(town));
    const served = await serveTown("--port", "0", "--speed", "64", "--paused", "--town", file);
    try {
      const page = await open(served);
      await step(page, "day");
      await until(() => page.locator(".row b").allTextContents()).toContain(name);
      const found = await page.evaluate(() => {
        const roots: (Document | ShadowRoot)[] = [document];
        for (const root of roots)
          for (const element of root.querySelectorAll("*")) if (element.shadowRoot) roots.push(element.shadowRoot);
        return roots.flatMap((root) => [...root.querySelectorAll("img, b b, script:not([src])")]).length;
      });
      expect(found).toBe(0);
      expect(await page.title()).toMatch(/hostile$/);
    } finally {
      await served.kill();
    }
  });
});

describe("the line to the town", () => {
  it("is said to be broken when the server dies, and heals without losing an event when it is back", async () => {
    const record = join(scratch, "run.ndjson");
    let served = await serveTown("--port", "0", "--speed", "64", "--record", record);
    try {
      const page = await open(served);
      await untilNewest(page, (seq) => seq > 20);
      await served.kill();
      await status(page, "reconnecting").waitFor();
      expect(await status(page, "reconnecting").textContent()).toMatch(/^reconnecting (in \d+ s|now)$/);
      expect(await status(page, "reconnecting").getAttribute("title")).toMatch(/Attempt \d+/);
      const before = await newest(page);
      served = await serveTown("--port", `${served.port}`, "--speed", "64", "--record", record);
      await status(page, "live").waitFor();
      await untilNewest(page, (seq) => seq > before + 5);
      // In one look: rows are found and read in two steps otherwise, between which the feed may give them other events.
      const seqs = await page
        .locator('[data-room="feed"] .rows')
        .evaluate((list) =>
          Array.from(list.querySelectorAll<HTMLElement>("[data-seq]"), ({ dataset }) => Number(dataset["seq"])).sort(
            (a, b) => a - b,
          ),
        );
      expect(seqs.length).toBeGreaterThan(5);
      expect(seqs).toEqual(seqs.map((_, i) => seqs[0] + i));
      expect(await page.locator('[data-fact="proof"]').textContent()).not.toContain("diverged");
    } finally {
      await served.kill();
    }
  });
});

describe("when there is no town to show", () => {
  it("says so, names the towns that there are, and looks again when asked", async () => {
    const page = await browser.newPage();
    await page.goto(`${still.url}/?town=atlantis`);
    await page.getByRole("heading", { name: "No town is called “atlantis”" }).waitFor();
    await page.getByRole("link", { name: "smallville" }).click();
    await page.getByRole("heading", { name: "smallville" }).waitFor();

    await page.route("**/v1/town", (route) => route.fulfill({ json: { towns: [] } }));
    await page.goto(still.url);
    await page.getByRole("heading", { name: "No town lives here yet" }).waitFor();
    await page.unroute("**/v1/town");
    await page.route("**/v1/town", (route) => route.abort());
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByRole("heading", { name: "Nobody answers" }).waitFor();
    await page.unroute("**/v1/town");
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByRole("heading", { name: "smallville" }).waitFor();
  });
});

describe("the keyboard", () => {
  it("pauses, steps, travels, goes live, and explains itself", async () => {
    const page = await open(still);
    await status(page, "paused").waitFor();
    await page.keyboard.press("Space");
    await status(page, "live").waitFor();
    await page.keyboard.press("Space");
    await status(page, "paused").waitFor();
    const { seq } = await told(still);
    await page.keyboard.press(".");
    await untilNewest(page, (newest) => newest === seq + 1);
    await page.keyboard.press("[");
    await until(() => status(page, "behind").textContent()).toBe("1 behind");
    await page.keyboard.press("g");
    await status(page, "paused").waitFor();
    await page.keyboard.press("?");
    const help = page.getByRole("dialog");
    await help.waitFor();
    expect(await help.textContent()).toContain("step one event");
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
  });

  it("types into the filter without commanding the town", async () => {
    const page = await open(still);
    const { seq } = await told(still);
    await page.getByLabel("Filter by words").focus();
    await page.keyboard.type("a. g?");
    expect(await page.getByLabel("Filter by words").inputValue()).toBe("a. g?");
    expect(await told(still)).toMatchObject({ seq, paused: true });
  });

  it("walks through the rows and shows the moment of one", async () => {
    const page = await open(still);
    await step(page, "phase");
    const last = (await told(still)).seq;
    await untilNewest(page, (seq) => seq === last);
    await rows(page).locator(`xpath=self::*[@data-seq="${last}"]`).focus();
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press("ArrowDown");
      await page.locator(`.row[data-seq="${last - 1 - i}"]:focus`).waitFor();
    }
    await page.keyboard.press("Enter");
    await until(() => status(page, "behind").textContent()).toBe("3 behind");
  });
});

describe("how the page looks", () => {
  it("follows the system's theme, turns it over at a click, and remembers", async () => {
    const page = await open(still, "", { colorScheme: "dark" });
    const theme = () => page.locator("html").getAttribute("data-theme");
    expect(await theme()).toBe("dark");
    await page.getByRole("button", { name: "Light or dark" }).click();
    await until(theme).toBe("light");
    await until(() => page.locator('[data-room="feed"] .root').getAttribute("data-theme")).toBe("light");
    await until(() => new URL(page.url()).searchParams.get("theme")).toBe("light");
    await page.goto(still.url);
    await until(theme).toBe("light");
  });

  it("fits phones, tablets and the largest screens: nothing to scroll sideways, no text cut", async () => {
    const page = await open(still);
    await status(page, "paused").waitFor();
    await rows(page).first().waitFor();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await until(() => page.locator(".surface canvas").evaluate(fillsItsBox)).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} px`).toBeLessThanOrEqual(width);
      expect(await page.evaluate(cutTexts), `${width} px`).toEqual([]);
    }
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no violation that axe finds, ${colorScheme}`, async () => {
      const page = await open(still, "?selected=alice", { colorScheme });
      await rows(page).first().waitFor();
      expect(await axeProblems(page)).toEqual([]);
      await page.keyboard.press("[");
      await status(page, "behind").waitFor();
      expect(await axeProblems(page)).toEqual([]);
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      expect(await axeProblems(page)).toEqual([]);
    });
  }

  it("keeps still for those who asked for reduced motion", async () => {
    const page = await open(still, "", { reducedMotion: "reduce" });
    await untilNewest(page, () => true);
    await page.evaluate(() => {
      const counter = window as unknown as { moved: number };
      counter.moved = 0;
      // The real one is called with its element all the same, so that nothing else changes.
      Element.prototype.animate = new Proxy(Reflect.get(Element.prototype, "animate") as () => Animation, {
        apply(animate, element: Element, how: Parameters<Element["animate"]>) {
          counter.moved++;
          return Reflect.apply(animate, element, how);
        },
      });
    });
    const { seq } = await told(still);
    await step(page, "event");
    await untilNewest(page, (newest) => newest === seq + 1);
    expect(await page.evaluate(() => (window as unknown as { moved: number }).moved)).toBe(0);
  });
});

const SIZES = [
  [360, 740],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
  [2560, 1440],
] as const;

/** Runs in the page: whether a canvas has been drawn in the size that it has now. */
function fillsItsBox(canvas: Element): boolean {
  return (canvas as HTMLCanvasElement).width === Math.round(canvas.clientWidth * devicePixelRatio);
}
