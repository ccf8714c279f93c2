import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TownEvent } from "../../src/sim/event.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems, bundle, openStage } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** The feed by itself, on a town that has lived for two days and stands still. */
let browser: Browser;
let town: ServedTown;
let history: readonly TownEvent[];

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--paused");
  await step("day");
  await step("day");
  await vi.waitFor(async () => expect((await told()).at(-1)).toMatchObject({ day: 3 }), { timeout: 30_000 });
  history = await told();
});

afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

const step = (by: "event" | "day") => town.post("/control", { action: "step", by });
const told = async () => (await town.ask<{ events: readonly TownEvent[] }>("/history?limit=1000")).events;

async function open(
  traits: Record<string, unknown> = {},
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<Alone> {
  const alone = await openAlone(browser, town, "feed", { height: 600, ...traits }, options);
  await alone.page.locator(".count").waitFor();
  return alone;
}

const rows = (page: Page) => page.locator(".row");
const count = (page: Page) => page.locator(".count").textContent();
const seqs = (page: Page) =>
  rows(page).evaluateAll((all) => all.map((row) => Number((row as HTMLElement).dataset["seq"])));
const of = (found: number) => `${found.toLocaleString("en")} of ${history.length.toLocaleString("en")}`;
const caused = () => history.findLast((event) => "caused_by" in event && event.caused_by.length > 0)! as Caused;
type Caused = Extract<TownEvent, { caused_by: unknown }>;

describe("the feed alone", () => {
  it("shows what the server says happened, newest first, and how much of it", async () => {
    const { page, faults } = await open();
    await until(() => count(page)).toBe(of(history.length));
    const shown = await seqs(page);
    expect(shown.slice(0, 8)).toEqual(
      history
        .slice(-8)
        .map(({ seq }) => seq)
        .reverse(),
    );
    const deed = history.findLast((event) => event.type === "town_event")!;
    expect(await page.locator(`.row[data-seq="${deed.seq}"] .message`).textContent()).toBe(deed.message);
    expect(faults).toEqual([]);
  });

  it("counts what every filter leaves as the server does, and takes filters off one by one or all at once", async () => {
    const alone = await open();
    const { page } = alone;
    const [someone] = history.find((event) => event.type === "town_event")!.participant_ids;
    const about = (event: TownEvent) => event.type === "town_event" && event.participant_ids.includes(someone);
    await page.getByLabel("Filter by kind").selectOption("trade");
    const trades = history.filter((event) => event.type === "town_event" && event.operation === "trade");
    await until(() => count(page)).toBe(of(trades.length));
    await page.getByLabel("Filter by phase").selectOption("MORNING");
    const mornings = trades.filter(({ phase }) => phase === "MORNING");
    await until(() => count(page)).toBe(of(mornings.length));
    await alone.set("selected", [someone]);
    await until(() => count(page)).toBe(of(mornings.filter(about).length));
    expect(await page.locator(".chip").count()).toBe(3);
    await page.getByRole("button", { name: "Show every kind" }).click();
    await page.getByRole("button", { name: "Show everybody" }).click();
    await until(() => count(page)).toBe(of(history.filter(({ phase }) => phase === "MORNING").length));
    expect(await alone.get("selected")).toEqual([]);
    await page.getByLabel("Filter by words").fill("no such words");
    await page.getByText("Nothing like this has happened").waitFor();
    await page.getByRole("button", { name: "clear all" }).click();
    await until(() => count(page)).toBe(of(history.length));
    expect([await alone.get("phase"), await alone.get("query")]).toEqual(["", ""]);
    expect(alone.faults).toEqual([]);
  });

  it("brings forward what is about the coalition in focus, and shows the rest all the same", async () => {
    const { coalitions } = await town.ask<{ coalitions: { id: string; name: string }[] }>("/coalitions");
    const [{ id, name }] = coalitions;
    const alone = await open({ focus: id, kind: "@coalition" });
    const { page } = alone;
    await page.locator(".chip", { hasText: `${name} in front` }).waitFor();
    const about = await rows(page).evaluateAll((all) =>
      all.filter((row) => !row.hasAttribute("data-aside")).map((row) => Number((row as HTMLElement).dataset["seq"])),
    );
    const changes = history.filter((event) => event.type === "coalition");
    const own = changes.filter(({ coalition, relative }) => coalition === id || relative === id);
    expect(about.sort((a, b) => a - b)).toEqual(own.map(({ seq }) => seq));
    expect(await count(page)).toBe(of(changes.length));
    await page.getByRole("button", { name: "Bring nobody forward" }).click();
    await until(() => alone.get("focus")).toBe("");
  });

  it("goes to the moment of a row, and back to now", async () => {
    const { page } = await open();
    const seq = history.at(-4)!.seq;
    await page.locator(`.row[data-seq="${seq}"]`).hover();
    expect(await page.locator(`.row[data-seq="${seq}"] .go`).isVisible()).toBe(true);
    await page.locator(`.row[data-seq="${seq}"]`).click();
    await page.locator(`.row[data-seq="${seq}"][aria-current="true"]`).waitFor();
    expect(await page.locator(".row[data-later]").count()).toBe(3);
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.locator(".row[aria-current]").waitFor({ state: "detached" });
  });
});

describe("why", () => {
  it("shows what an event followed from, each a way to its moment, until Escape", async () => {
    const event = caused();
    const alone = await open();
    const { page, faults } = alone;
    const row = page.locator(`.row[data-seq="${event.seq}"]`);
    await page.getByLabel("Filter by kind").selectOption(event.type === "coalition" ? "@coalition" : event.operation);
    await row.hover();
    await page.locator(`.entry:has([data-seq="${event.seq}"]) .ask`).click();
    expect(await alone.get("why")).toBe(event.seq);
    const causes = page.locator(".why [data-cause]");
    await causes.first().waitFor();
    const shown = await causes.evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset["cause"])));
    expect(shown).toEqual(expect.arrayContaining([...event.caused_by]));
    await causes.first().click();
    await page.locator(`.why [data-cause="${shown[0]}"][aria-current="true"]`).waitFor();
    await causes.first().press("Escape");
    await page.locator(".why").waitFor({ state: "detached" });
    expect(await alone.get("why")).toBe(0);
    expect(faults).toEqual([]);
  });

  it("opens at its row when it is asked elsewhere, and by itself when its row is filtered out", async () => {
    const { seq } = history.find((event) => "caused_by" in event && event.caused_by.length > 0)!;
    const alone = await open({ why: seq });
    const { page } = alone;
    await page.locator(`.entry[data-asked] .row[data-seq="${seq}"]`).waitFor();
    await page.locator(".why:not([data-docked]) [data-cause]").first().waitFor();
    await until(() => page.locator(".why").evaluate(inSight)).toBe(true);
    await alone.set("kind", "@drift");
    await page.locator(".why[data-docked]").getByRole("button", { name: "Close why" }).click();
    await page.locator(".why").waitFor({ state: "detached" });

    function inSight(why: Element): boolean {
      const [box, scroll] = [why.getBoundingClientRect(), why.closest(".scroll")!.getBoundingClientRect()];
      return box.top >= scroll.top && box.bottom <= scroll.bottom;
    }
  });
});

describe("the feed by keyboard", () => {
  it("walks the rows, asks why, and goes to a moment, without a pointer", async () => {
    const event = caused();
    const alone = await open({ kind: event.type === "coalition" ? "@coalition" : event.operation });
    const { page } = alone;
    const alike = history.filter((one) => kindOf(one) === kindOf(event)).map(({ seq }) => seq);
    const on = (seq: number) => page.locator(`.row[data-seq="${seq}"]:focus`);
    await page.locator(`.row[data-seq="${alike.at(-1)}"]`).focus();
    for (const seq of alike.filter((seq) => seq >= event.seq && seq < alike.at(-1)!).reverse()) {
      await page.keyboard.press("ArrowDown");
      await on(seq).waitFor();
    }
    await page.keyboard.press("ArrowRight");
    await until(() => alone.get("why")).toBe(event.seq);
    await page.keyboard.press("ArrowLeft");
    await until(() => alone.get("why")).toBe(0);
    await page.keyboard.press("Tab");
    expect(await inside(page, (element) => element.className)).toBe("ask");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const cause = await inside(page, (element) => element.dataset["cause"]);
    expect(event.caused_by).toContain(Number(cause));
    await page.keyboard.press("Enter");
    await page.locator(`.why [data-cause="${cause}"][aria-current="true"]`).waitFor();
    await page.keyboard.press("Escape");
    await on(event.seq).waitFor();
    await page.keyboard.press("End");
    await on(alike[0]).waitFor();
  });

  function kindOf(event: TownEvent): string {
    return event.type === "town_event" ? event.operation : event.type;
  }
});

describe("how the feed looks", () => {
  it.each(["light", "dark"] as const)(
    "is sound in the %s theme, with filters, an answer and a past moment",
    async (colorScheme) => {
      const event = caused();
      const alone = await open({ why: event.seq, query: "e", phase: event.phase }, { colorScheme });
      await alone.page.locator(".why").waitFor();
      expect(await axeProblems(alone.page)).toEqual([]);
      await alone.page.locator(".row").nth(2).click();
      await alone.page.locator(".row[aria-current]").waitFor();
      expect(await axeProblems(alone.page)).toEqual([]);
      expect(alone.faults).toEqual([]);
    },
  );

  it("folds its filters where there is little room, and nothing is wider than it", async () => {
    const { page } = await open({ selected: ["alice"], kind: "trade" }, { viewport: { width: 352, height: 700 } });
    const words = page.getByLabel("Filter by words");
    expect(await words.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await words.waitFor();
    const wide = await page.locator(".feed").evaluate((feed) => {
      const edge = feed.getBoundingClientRect().right + 0.5;
      const beyond = [...feed.querySelectorAll<HTMLElement>("*")].filter(
        (one) => !one.closest(".unseen") && one.getBoundingClientRect().right > edge,
      );
      const cut = [...feed.querySelectorAll<HTMLElement>("button, h2, .count, .chip span")].filter(
        (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline",
      );
      return [...beyond, ...cut].map((one) => one.outerHTML);
    });
    expect(wide).toEqual([]);
  });

  it("waits for a town that doesn't answer in words", async () => {
    const { page } = await openAlone(browser, town, "feed", { town: "atlantis" });
    await page.getByText("Waiting for the town.").waitFor();
  });
});

describe("a million rows", () => {
  it("are all there: by the bar, by hand and by key, and found by words", async () => {
    const { page, faults } = await openStage(browser, await bundle("test/browser/feed.page.ts"));
    await page.evaluate(() => (window.long = new window.LongFeed(1_000_000)));
    await until(() => count(page)).toBe("1,000,000 of 1,000,000");
    const scroll = page.locator(".scroll");
    const topmost = () =>
      scroll.evaluate((box) => {
        const { top } = box.getBoundingClientRect();
        const row = [...box.querySelectorAll<HTMLElement>(".row")].find(
          (one) => one.getBoundingClientRect().bottom > top + 1,
        )!;
        return { seq: Number(row.dataset["seq"]), y: Math.round(row.getBoundingClientRect().top - top) };
      });
    await scroll.evaluate((box) => (box.scrollTop = (box.scrollHeight - box.clientHeight) / 2));
    await until(async () => Math.abs((await topmost()).seq - 500_000)).toBeLessThan(20);
    const { seq, y } = await topmost();
    await scroll.evaluate((box) => (box.scrollTop += 400));
    await until(topmost).toEqual({ seq: seq - 10, y });
    await page.locator(".row").nth(8).focus();
    await page.keyboard.press("End");
    await page.locator('.row[data-seq="1"]:focus').waitFor();
    await page.keyboard.press("ArrowUp");
    await page.locator('.row[data-seq="2"]:focus').waitFor();
    await page.keyboard.press("Home");
    await page.locator('.row[data-seq="1000000"]:focus').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);

    // What is asked for is seen at once, though all of it takes longer; and the list holds still while more happens.
    await page.getByLabel("Filter by words").fill("99999.");
    await page.locator('.row[data-seq="999999"]').waitFor();
    await page.evaluate(() => window.long.happen(5));
    await until(() => count(page)).toBe("10 of 1,000,005");
    expect((await seqs(page)).sort((a, b) => b - a)).toEqual(
      Array.from({ length: 10 }, (_, i) => 999_999 - 100_000 * i),
    );
    expect(faults).toEqual([]);
  });
});

/** Something of the element that has the focus, in the widget's shadow root. */
function inside<T>(page: Page, read: (element: HTMLElement) => T): Promise<T> {
  return page
    .evaluateHandle(() => {
      const { activeElement } = document.querySelector("#place > *")!.shadowRoot!;
      return activeElement as HTMLElement;
    })
    .then((focused) => focused.evaluate(read));
}
