import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TownEvent } from "../../src/sim/event.ts";
import { openAlone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** What one does with the scatter, on a real town that has lived for three days and stands still. */
let browser: Browser;
let town: ServedTown;
let history: readonly TownEvent[];
let truth: Data;

type Data = {
  readonly seq: number;
  readonly points: readonly {
    readonly citizen: string;
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly coalitions: readonly string[];
  }[];
};

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--paused");
  for (let day = 1; day <= 3; day++) await town.post("/control", { action: "step", by: "day" });
  await vi.waitFor(async () => expect((await told()).at(-1)).toMatchObject({ day: 4 }), { timeout: 30_000 });
  history = await told();
  truth = await town.ask<Data>("/scatter?format=json");
});

afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

const told = async () => (await town.ask<{ events: readonly TownEvent[] }>("/history?limit=1000")).events;

async function open(traits: Record<string, unknown> = {}, options: Parameters<Browser["newPage"]>[0] = {}) {
  const still = { reducedMotion: "reduce", ...options } as const;
  const alone = await openAlone(browser, town, "scatter", { height: 600, ...traits }, still);
  const { page, faults } = alone;
  await settled(page);
  await until(() => page.locator("[data-citizen]").count()).toBe(truth.points.length);
  return {
    page,
    faults,
    get: (trait: string) => alone.get(trait),
    set: (trait: string, value: unknown) => alone.set(trait, value),
  };
}

const settled = (page: Page) => page.locator('.surface[data-settled="true"]').waitFor({ state: "attached" });
const option = (page: Page, id: string) => page.locator(`[data-citizen="${id}"]`);
const placeOf = async (locator: Locator) => ({
  x: Number(await locator.getAttribute("data-x")),
  y: Number(await locator.getAttribute("data-y")),
});

async function choose(page: Page, name: string): Promise<void> {
  await page.locator(".view summary").click();
  await page.getByRole("button", { name }).click();
  await page.keyboard.press("Escape");
}

/** How many pixels of the canvas differ from those at the first call. */
async function changed(page: Page): Promise<number> {
  await settled(page);
  return page
    .locator("canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const held = window as unknown as { pixels?: Uint32Array };
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      const now = new Uint32Array(data.buffer);
      const then = (held.pixels ??= now);
      return now.reduce((count, value, i) => count + Number(value !== then[i]), 0);
    });
}

describe("the scatter's tools", () => {
  it("finds by keyboard whom one looks for, selects them and says so to others", async () => {
    const { page, get, faults } = await open();
    await page.getByRole("listbox", { name: "Citizens in the plot" }).focus();
    await page.keyboard.press("/");
    const field = page.locator("[data-search]");
    expect(await field.evaluate((element) => element.matches(":focus"))).toBe(true);
    const { citizen, name } = truth.points[3];
    await page.keyboard.type(name.slice(0, 2).toLowerCase());
    const finds = page.getByRole("listbox", { name: "Found" }).getByRole("option");
    await until(() => finds.first().textContent()).toContain(name);
    await page.keyboard.press("Enter");
    await until(() => get("selected")).toEqual([citizen]);
    await until(() => option(page, citizen).getAttribute("aria-selected")).toBe("true");
    // A coalition comes forward.
    const coalition = truth.points.flatMap(({ coalitions }) => coalitions)[0];
    if (coalition) {
      const { coalitions } = await town.ask<{ coalitions: { id: string; name: string }[] }>("/coalitions");
      await field.fill(coalitions.find(({ id }) => id === coalition)!.name);
      await finds.filter({ hasText: "citizens" }).first().click();
      await until(() => get("focus")).toBe(coalition);
    }
    await field.fill("nobody at all");
    await page.getByText("Nobody and nothing is called so.").waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });

  it("selects by lasso exactly those inside, adds with shift, and says how many", async () => {
    const { page, get, faults } = await open();
    const { x: left, y: top, height } = (await page.locator(".surface").boundingBox())!;
    const places = await Promise.all(
      truth.points.map(async ({ citizen }) => ({ citizen, ...(await placeOf(option(page, citizen))) })),
    );
    const draw = async (box: readonly [number, number, number, number]) => {
      const [l, t, r, b] = box;
      await page.mouse.move(left + l, top + t);
      await page.mouse.down();
      for (const [x, y] of [
        [r, t],
        [r, b],
        [l, b],
        [l, t + 1],
      ] as const)
        await page.mouse.move(left + x, top + y, { steps: 3 });
      await page.mouse.up();
    };
    const xs = places.map(({ x }) => x).toSorted((a, b) => a - b);
    // Between two citizens, so that no corner lies on anyone.
    const middle = (xs[9] + xs[10]) / 2;
    const within = (from: number, to: number) =>
      places.flatMap(({ citizen, x }) => (x > from && x < to ? [citizen] : [])).toSorted();
    await choose(page, "Lasso");
    await draw([42, 2, middle, height - 30]);
    await until(async () => ((await get("selected")) as string[])?.toSorted()).toEqual(within(0, middle));
    await page.getByText("10 citizens selected.").waitFor({ state: "attached" });
    // Once: the next drag pans.
    expect(await page.locator(".surface").getAttribute("data-lasso")).toBe("false");
    await page.keyboard.down("Shift");
    await draw([middle, 2, (xs[14] + xs[15]) / 2, height - 30]);
    await page.keyboard.up("Shift");
    await until(async () => ((await get("selected")) as string[]).length).toBe(15);
    await page.getByRole("listbox", { name: "Citizens in the plot" }).focus();
    await page.keyboard.press("l");
    await until(() => page.locator(".surface").getAttribute("data-lasso")).toBe("true");
    await page.keyboard.press("Escape");
    await until(() => page.locator(".surface").getAttribute("data-lasso")).toBe("false");
    expect(((await get("selected")) as string[]).length).toBe(15);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("as a table says what the server says, sorts by any column, and is walked by keyboard", async () => {
    const { page, get, faults } = await open();
    await choose(page, "Table");
    const grid = page.getByRole("grid", { name: "Citizens" });
    expect(await grid.getAttribute("aria-rowcount")).toBe(`${truth.points.length + 1}`);
    const rows = page.locator("tr[data-row]");
    const cells = (row: Locator) => row.locator("td").allTextContents();
    const number = (value: number) => value.toFixed(3).replace("-", "−");
    const byName = truth.points.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect((await cells(rows.first()))[0]).toBe(byName[0].name);
    await page.getByRole("button", { name: "x", exact: true }).click();
    const byX = truth.points.toSorted((a, b) => a.x - b.x);
    await until(async () => (await cells(rows.first()))[0]).toBe(byX[0].name);
    expect((await cells(rows.first())).slice(3, 5)).toEqual([number(byX[0].x), number(byX[0].y)]);
    await page.getByRole("button", { name: /^x/ }).click();
    await until(async () => (await cells(rows.first()))[0]).toBe(byX.at(-1)!.name);
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain("x");
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await until(() => get("selected")).toEqual([byX.at(-2)!.citizen]);
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+Enter");
    await until(() => get("selected")).toEqual([byX.at(-2)!.citizen, byX[0].citizen]);
    await page.keyboard.press("Escape");
    await grid.waitFor({ state: "detached" });
    expect(faults).toEqual([]);
    await page.close();
  });

  it("draws trails, spread and why only when they are asked for", async () => {
    const { page, set, get, faults } = await open();
    expect(await changed(page)).toBe(0);
    await choose(page, "Trails");
    await until(() => get("trails")).toBe(true);
    await until(() => changed(page)).toBeGreaterThan(30);
    await set("trails", false);
    await until(() => changed(page)).toBe(0);

    const before = await placeOf(option(page, "alice"));
    await set("jitter", true);
    await until(() => placeOf(option(page, "alice"))).not.toEqual(before);
    const moved = await placeOf(option(page, "alice"));
    expect(Math.hypot(moved.x - before.x, moved.y - before.y)).toBeLessThan(9);
    await set("jitter", false);
    await until(() => placeOf(option(page, "alice"))).toEqual(before);

    const event = history.findLast((each) => each.type === "town_event" && each.caused_by.length > 0)!;
    await set("why", event.seq);
    await until(() => page.locator(".why p").textContent()).toMatch(
      new RegExp(`^why: ${"operation" in event && event.operation} ← `),
    );
    await until(() => changed(page)).toBeGreaterThan(100);
    await page.getByRole("button", { name: "Hide why" }).click();
    await until(() => get("why")).toBe(0);
    await page.locator(".why").waitFor({ state: "detached" });
    expect(faults).toEqual([]);
    await page.close();
  });

  it("holds back those who had no part in what the feed's filter lets through", async () => {
    const { page, set, faults } = await open();
    const { name } = truth.points[0];
    const heard = history.filter(
      (event) => event.type === "town_event" && event.operation === "trade" && event.message.includes(name),
    );
    const part = new Set(heard.flatMap((event) => (event.type === "town_event" ? event.participant_ids : [])));
    await set("query", name);
    await set("kind", "trade");
    const shown = () =>
      page
        .locator("[data-citizen]")
        .evaluateAll((all) =>
          all.flatMap((one) =>
            (one as HTMLElement).dataset["dimmed"] === "true" ? [] : (one as HTMLElement).dataset["citizen"],
          ),
        );
    await until(async () => new Set(await shown())).toEqual(part);
    await set("query", "");
    await set("kind", "");
    await until(async () => (await shown()).length).toBe(truth.points.length);
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each(["light", "dark"] as const)(
    "has no accessibility violation in the %s theme: menu, axes, why, search and table",
    async (colorScheme) => {
      const event = history.findLast((each) => each.type === "town_event" && each.caused_by.length > 0)!;
      const { page, faults } = await open({ why: event.seq, selected: ["bob"] }, { colorScheme });
      await choose(page, "Axes");
      await page.locator(".view summary").click();
      expect(await axeProblems(page)).toEqual([]);
      await page.getByRole("button", { name: "Table" }).click();
      await page.locator("[data-search]").fill("a");
      expect(await axeProblems(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    },
  );

  it("fits 320 px, with nothing of its controls cut or beyond the edge, also when its menu is open", async () => {
    const { page, faults } = await open({}, { viewport: { width: 352, height: 700 } });
    await page.locator(".view summary").click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(352);
    const cut = await page
      .locator("header select, header input, header button, header summary, .legend button, .axis .title")
      .evaluateAll((all) =>
        all.flatMap((element) => {
          const { left, right } = element.getBoundingClientRect();
          const out = left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1;
          return out ? [element.outerHTML] : [];
        }),
      );
    expect(cut).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  });
});
