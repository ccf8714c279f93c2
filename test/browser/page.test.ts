import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { launchChromium } from "./chromium.ts";
import { cutTexts } from "./cut-texts.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** What the page as a whole can do: panels, links, forks, two towns side by side, keys alone, small screens, bad lines, slow machines. */
let browser: Browser;
let context: BrowserContext;
/** It stands still, three days old. */
let still: ServedTown;
const faults: string[] = [];

beforeAll(async () => {
  [browser, still] = await Promise.all([launchChromium(), serveTown("--port", "0", "--speed", "64", "--paused")]);
  context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await command(still, { action: "speed", speed: "max" });
  await command(still, { action: "run_until", until: "day:4/morning" });
  await vi.waitFor(async () => expect((await told(still)).paused && (await told(still)).day === 4).toBe(true), 30_000);
  await command(still, { action: "speed", speed: 64 });
});

afterAll(async () => {
  await Promise.all([browser?.close(), still?.kill()]);
});

afterEach(async () => {
  for (const page of context.pages()) await page.close();
  const { towns } = (await (await fetch(`${still.url}/v1/town`)).json()) as { towns: readonly Told[] };
  for (const { town_id } of towns)
    if (town_id !== "smallville") await fetch(`${still.url}/v1/town/${town_id}`, { method: "DELETE" });
  expect(faults.splice(0)).toEqual([]);
});

type Told = {
  readonly town_id: string;
  readonly seq: number;
  readonly day: number;
  readonly paused: boolean;
  readonly lineage: { readonly town_id: string; readonly seq: number } | null;
};
const told = async (town: ServedTown, id = "smallville") =>
  (await (await fetch(`${town.url}/v1/town/${id}`)).json()) as Told;

const command = (town: ServedTown, body: object) => town.post("/control", body);

function listen(page: Page): void {
  page.on("pageerror", (error) => faults.push(error.stack ?? String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/net::ERR_/.test(message.text())) faults.push(message.text());
  });
}

async function open(town: ServedTown, search = "", { hint = false } = {}): Promise<Page> {
  const page = await context.newPage();
  listen(page);
  if (!hint) await page.addInitScript(() => localStorage.setItem("agent-town-hint", "seen"));
  await page.goto(`${town.url}/${search}`);
  await page.locator('[data-room="scatter"] [role="option"]').first().waitFor({ state: "attached" });
  // What happened before has come.
  await page.locator('[data-room="feed"] .row').first().waitFor();
  return page;
}

const status = (page: Page, kind: string) => page.locator(`[data-room="header"] .status[data-kind="${kind}"]`);
const tab = (page: Page, name: string) => page.getByRole("tab", { name });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const PANELS = ["Citizens", "Coalitions", "Society", "Measures", "Perturb"] as const;

/** The panel's widget has drawn something of the town. */
async function shown(page: Page, panel: string): Promise<void> {
  const root = page.locator(`[data-room="${panel.toLowerCase()}"] .root`);
  await root.waitFor();
  await until(async () => (await root.innerText()).trim().length).toBeGreaterThan(20);
}

describe("the panels", () => {
  it("open one at a time by a click, an arrow or a number, and the link remembers which", async () => {
    const page = await open(still);
    await shown(page, "Citizens");
    await tab(page, "Society").click();
    await shown(page, "Society");
    expect(await page.locator('[data-room="citizens"]').count()).toBe(0);
    await tab(page, "Society").press("ArrowRight");
    await shown(page, "Measures");
    await page.locator(".tab:focus, [role=tab]:focus").waitFor();
    await page.keyboard.press("2");
    await shown(page, "Coalitions");
    await until(() => parameter(page, "panel")).toBe("coalitions");
    const other = await open(still, "?panel=coalitions");
    expect(await tab(other, "Coalitions").getAttribute("aria-selected")).toBe("true");
  });

  it("say when they can't be fetched, and are fetched again when asked", async () => {
    const page = await open(still);
    await shown(page, "Citizens");
    let cut = true;
    await page.route("**/assets/*.js", (route) => (cut ? route.abort() : route.continue()));
    await tab(page, "Perturb").click();
    const alert = page.getByRole("alert");
    await until(() => alert.textContent()).toContain("could not be fetched");
    cut = false;
    await alert.getByRole("button", { name: "Try again" }).click();
    await shown(page, "Perturb");
  });
});

describe("who is here for the first time", () => {
  it("gets a hint, once", async () => {
    const fresh = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await fresh.newPage();
    listen(page);
    await page.goto(still.url);
    const hint = page.getByRole("complementary", { name: "New here?" });
    await hint.waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await hint.getByRole("button", { name: "Got it" }).click();
    await hint.waitFor({ state: "detached" });
    await page.reload();
    await page.locator('[data-room="scatter"] [role="option"]').first().waitFor({ state: "attached" });
    expect(await hint.count()).toBe(0);
    await fresh.close();
  });
});

describe("a link", () => {
  it("carries all that is shown, and shows the same", async () => {
    const page = await open(still);
    const { seq } = await told(still);
    await page.keyboard.press("[");
    await status(page, "behind").waitFor();
    await page.locator('[data-room="scatter"] .legend button').first().click();
    await tab(page, "Measures").click();
    await until(() => parameter(page, "panel")).toBe("measures");
    await until(() => parameter(page, "at")).toBe(`${seq - 1}`);
    await until(() => parameter(page, "focus")).not.toBeNull();
    await page.getByLabel("Share, export, fork, compare").click();
    await page.getByRole("button", { name: "Copy a link" }).click();
    await page.getByText("The link is copied").waitFor({ state: "attached" });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await context.newPage();
    await other.goto(link);
    await status(other, "behind").waitFor();
    await shown(other, "Measures");
    const focus = (of: Page) =>
      of.locator('[data-room="scatter"] .legend [aria-pressed="true"]').getAttribute("data-key");
    expect(await focus(other)).toBe(await focus(page));
  });
});

describe("a fork", () => {
  it("at the moment shown goes on from there, beside the town it comes from, and names its parent", async () => {
    const page = await open(still);
    await page.keyboard.press("[");
    await status(page, "behind").waitFor();
    const at = Number(await comes(() => parameter(page, "at")));
    await page.keyboard.press("f");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Its name").fill("elsewhere");
    await dialog.getByLabel("Its seed").fill("99");
    expect(await axeProblems(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Fork, and show it beside" }).click();
    const beside = page.getByRole("region", { name: "Beside: elsewhere" });
    await beside.locator('[role="option"]').first().waitFor({ state: "attached" });
    expect((await told(still, "elsewhere")).lineage).toMatchObject({ town_id: "smallville", seq: at });
    const lineage = beside.locator(".lineage");
    await until(() => lineage.textContent()).toBe(`fork of smallville at ${at.toLocaleString("en")}`);
    expect(await axeProblems(page)).toEqual([]);
    expect(await page.evaluate(cutTexts)).toEqual([]);

    // Who is chosen in one is chosen in the other.
    await page.locator('[data-room="scatter"] [data-citizen="clara"]').waitFor({ state: "attached" });
    await page.locator('[data-room="scatter"] .citizens').focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await beside.locator('[role="option"][aria-selected="true"]').waitFor({ state: "attached" });

    // One timeline: what is asked of the one is asked of the other.
    await page.keyboard.press("g");
    await page.locator("body").press(".");
    const { seq } = await told(still);
    await until(async () => (await told(still, "elsewhere")).seq).toBeGreaterThan(at);
    expect(seq).toBeGreaterThan(at);
    await beside.getByRole("button", { name: "Stop showing elsewhere" }).click();
    await beside.waitFor({ state: "detached" });
  });

  it("that can't be says why, and nothing is made", async () => {
    const page = await open(still);
    await page.keyboard.press("f");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Its name").fill("smallville");
    await dialog.getByRole("button", { name: "Fork, and go there" }).click();
    await until(() => dialog.getByRole("alert").textContent()).toContain("smallville is here already");
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes("409")));
    const { towns } = (await (await fetch(`${still.url}/v1/town`)).json()) as { towns: readonly Told[] };
    expect(towns.map(({ town_id }) => town_id)).toEqual(["smallville"]);
  });
});

describe("two towns side by side", () => {
  it("are at the same moment of town time, whatever their events are numbered", async () => {
    const page = await open(still);
    await page.keyboard.press("b");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("No other town lives on this server yet.").waitFor();
    await dialog.getByLabel("The same people from day 1, by seed").fill("3");
    await dialog.getByRole("button", { name: "Begin it" }).click();
    const beside = page.locator(".beside");
    await beside.locator('[role="option"]').first().waitFor({ state: "attached" });
    const id = await comes(() => parameter(page, "beside"));
    // It has lived up to the phase that the other is in, and stands still as that does.
    const [here, there] = [await told(still), await told(still, id)];
    expect(there).toMatchObject({ day: here.day, paused: true });
    expect(there.seq).not.toBe(here.seq);
    const slider = page.getByRole("slider", { name: "Moment shown" });
    await slider.press("Home");
    await page.keyboard.press("d");
    const moment = (room: string) => page.locator(`[data-room="${room}"] .moment`).textContent();
    await until(() => moment("header")).toMatch(/^Day 2 Morning/);
    await until(() => moment("beside-header")).toMatch(/^Day 2 Morning/);
    await page.keyboard.press("d");
    await until(() => moment("beside-header")).toMatch(/^Day 3 Morning/);
  });
});

describe("the keyboard alone", () => {
  it("gets everywhere: finds a citizen, opens every panel, filters, travels, exports, and comes back", async () => {
    const page = await open(still);
    await page.keyboard.press("/");
    await page.keyboard.type("Clara");
    await page.keyboard.press("Enter");
    await until(() => parameter(page, "selected")).toBe("clara");
    await page.keyboard.press("Escape");
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (const [i, panel] of PANELS.entries()) {
      await page.keyboard.press(`${i + 1}`);
      await shown(page, panel);
    }
    await page.keyboard.press("d");
    await page.keyboard.press("D");
    await status(page, "behind").waitFor();
    await page.keyboard.press("c");
    await page.keyboard.press("C");
    await page.keyboard.press("g");
    await status(page, "paused").waitFor();
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("region", { name: "Export" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    // Every stop of the tab key can be seen, and the last leads on: nobody is trapped.
    const seen = new Set<string>();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let i = 0; i < 150; i++) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(focused);
      if (place === "body") break;
      expect(place, place).toMatch(/^seen /);
      seen.add(place);
    }
    expect([...seen].filter((place) => /controls|feed|scatter|header|perturb|tab/.test(place)).length).toBeGreaterThan(
      12,
    );
  });
});

describe("every panel on every screen", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no violation that axe finds, and no text cut or beyond the edge, ${colorScheme}`, async () => {
      const page = await open(still, "?selected=clara");
      await page.emulateMedia({ colorScheme });
      for (const panel of PANELS) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await tab(page, panel).click();
        await shown(page, panel);
        expect(await axeProblems(page), panel).toEqual([]);
        // Colours change no sizes.
        for (const width of colorScheme === "light" ? [360, 768, 1280, 2560] : []) {
          await page.setViewportSize({ width, height: width < 700 ? 740 : 1000 });
          await until(async () => [panel, width, await page.evaluate(tooWide), await page.evaluate(cutTexts)]).toEqual([
            panel,
            width,
            0,
            [],
          ]);
        }
      }
    }, 120_000);
  }
});

describe("a bad line", () => {
  it("is said within three seconds, and heals without losing an event", async () => {
    const page = await open(still);
    await status(page, "paused").waitFor();
    await command(still, { action: "resume" });
    await status(page, "live").waitFor();
    await context.setOffline(true);
    await status(page, "reconnecting").waitFor({ timeout: 3000 });
    const { seq } = await told(still);
    await until(async () => (await told(still)).seq).toBeGreaterThan(seq + 20);
    await context.setOffline(false);
    await status(page, "live").waitFor();
    await command(still, { action: "pause" });
    await status(page, "paused").waitFor();
    const last = (await told(still)).seq;
    // All of them are held, from the first, and each phase's digest was the simulation's.
    const count = page.locator('[data-room="feed"] .count').first();
    await until(() => count.textContent()).toContain(last.toLocaleString("en"));
    expect(await page.locator('[data-room="header"] [data-fact="proof"]').textContent()).not.toContain("diverged");
  });
});

describe("a slow machine", () => {
  it("sheds frames, never events", async () => {
    const page = await open(still);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    await page.evaluate(() => {
      const counter = window as unknown as { frames: number };
      counter.frames = 0;
      const count = () => {
        counter.frames++;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
    const before = await told(still);
    await command(still, { action: "speed", speed: "max" });
    await command(still, { action: "run_until", until: `day:${before.day + 6}/morning` });
    await until(async () => (await told(still)).paused && (await told(still)).day).toBe(before.day + 6);
    const { seq } = await told(still);
    await page.locator(".moment", { hasText: `Day ${before.day + 6} Morning` }).waitFor();
    const count = page.locator('[data-room="feed"] .count').first();
    await until(() => count.textContent()).toContain(seq.toLocaleString("en"));
    const frames = await page.evaluate(() => (window as unknown as { frames: number }).frames);
    expect(frames).toBeLessThan(seq - before.seq);
    expect(await page.locator('[data-fact="proof"]').textContent()).not.toContain("diverged");
    await command(still, { action: "speed", speed: 64 });
  });
});

/** A value that comes. */
async function comes<T>(read: () => T | null): Promise<T> {
  await until(() => read() !== null).toBe(true);
  return read() as T;
}

/** Runs in the page: by how many pixels it would have to be scrolled sideways. */
function tooWide(): number {
  return Math.max(0, document.documentElement.scrollWidth - innerWidth);
}

/** Runs in the page: what has the focus, and whether one can see that. */
function focused(): string {
  let element = document.activeElement;
  const path: string[] = [];
  while (element?.shadowRoot?.activeElement) {
    path.push(element.className);
    element = element.shadowRoot.activeElement;
  }
  if (!element || element === document.body) return "body";
  const { width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const visible = width > 0 && height > 0 && (style.outlineStyle !== "none" || style.boxShadow !== "none");
  const name = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30);
  return `${visible ? "seen" : "unseen"} ${path.join(" ")} ${element.tagName} ${element.getAttribute("role") ?? ""} ${name}`;
}
