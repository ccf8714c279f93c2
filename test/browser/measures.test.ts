import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { brief } from "../../src/scene/brief.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import type { Measures } from "../../src/sim/measures.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** The panel of measures and tokens by itself, on a town that has lived for three days and stands still. */
let browser: Browser;
let town: ServedTown;
let phases: readonly Extract<TownEvent, { type: "town_status" }>[];

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--paused");
  for (let day = 0; day < 3; day++) await town.post("/control", { action: "step", by: "day" });
  await vi.waitFor(
    async () => {
      const { events } = await town.ask<{ events: TownEvent[] }>("/history?limit=1000");
      // The very first says that the run begins.
      phases = events.filter((event) => event.type === "town_status").slice(1);
      expect(phases).toHaveLength(12);
    },
    { timeout: 30_000 },
  );
});

afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

async function open(
  traits: Record<string, unknown> = {},
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<Alone> {
  const alone = await openAlone(browser, town, "meters", { height: 760, ...traits }, options);
  await alone.page.locator(".turns").waitFor();
  return alone;
}

function values(page: Page): Promise<Record<string, string>> {
  return page
    .locator("[data-measure]")
    .evaluateAll((all) =>
      Object.fromEntries(all.map((one) => [(one as HTMLElement).dataset["measure"], one.textContent])),
    );
}

/** What the panel says of a phase, by its end. */
function said({ metrics }: { readonly metrics: Measures }): Record<string, string> {
  const keys = [
    "tension",
    "cooperation",
    "drama",
    "mean_drift",
    "coalitions",
    "bridges",
    "surplus",
    "tokens",
    "tokens_total",
  ] as const;
  return Object.fromEntries(keys.map((key) => [key, brief(metrics[key])]));
}

const shares = (page: Page, by: string) =>
  page
    .locator(`[data-by="${by}"] li`)
    .evaluateAll((all) =>
      all.map((one) => [
        one.querySelector(".who")!.textContent,
        Math.round(Number((one as HTMLElement).dataset["tokens"])),
      ]),
    );

describe("the measures alone", () => {
  it("say what the last phase measured, and read any other, all at once, under the pointer", async () => {
    const { page, faults } = await open();
    await until(() => values(page)).toEqual(said(phases.at(-1)!));
    expect(await page.locator("[data-read]").textContent()).toBe("after Day 3 night");
    const box = (await page.locator(".plot").first().boundingBox())!;
    // The sixth of twelve phases ends in the middle: day 2 afternoon.
    await page.mouse.move(box.x + box.width / 2, box.y + 30);
    await until(() => values(page)).toEqual(said(phases[5]));
    expect(await page.locator("[data-read]").textContent()).toBe("Day 2 afternoon");
    expect(await page.locator(".looked").count()).toBe(9);
    await page.mouse.move(0, 0);
    await until(() => values(page)).toEqual(said(phases.at(-1)!));
    expect(faults).toEqual([]);
  });

  it("show the town as a phase ended at a click: the tokens too are those of then", async () => {
    const { page } = await open();
    const box = (await page.locator(".plot").first().boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + 30);
    await page.mouse.move(0, 0);
    await until(() => page.locator("[data-read]").textContent()).toBe("after Day 2 afternoon");
    const { operations } = (
      await town.ask<{ totals: { operations: Record<string, { tokens: number }> } }>(`/state?at=${phases[5].seq}`)
    ).totals;
    const told = Object.entries(operations).map(([name, { tokens }]) => [name, tokens] as const);
    const spent = told.filter(([, tokens]) => tokens > 0).sort(([, a], [, b]) => b - a);
    await until(async () => new Map((await shares(page, "operation")) as [string, number][])).toEqual(new Map(spent));
  });

  it("say who costs the most, as the server meters it, and choose citizens", async () => {
    const alone = await open();
    const { page } = alone;
    const { items } = await town.ask<{ items: { citizen: string; name: string; tokens: number }[] }>(
      "/metering?by=citizen&limit=100",
    );
    const top = items.toSorted((a, b) => b.tokens - a.tokens).slice(0, 8);
    await until(async () => (await shares(page, "citizen")).map(([, tokens]) => tokens)).toEqual(
      top.map(({ tokens }) => Math.round(tokens)),
    );
    const [first, second] = [top[0], top[1]].map(({ citizen }) => page.locator(`[data-citizen="${citizen}"]`));
    await first.click();
    await until(() => alone.get("selected")).toEqual([top[0].citizen]);
    await second.click({ modifiers: ["Shift"] });
    await until(() => alone.get("selected")).toEqual([top[0].citizen, top[1].citizen]);
    await first.click();
    await first.click();
    await until(() => alone.get("selected")).toEqual([]);
    const least = items.toSorted((a, b) => a.tokens - b.tokens)[0];
    await alone.set("selected", [least.citizen]);
    await page.locator(`[data-gap] [data-citizen="${least.citizen}"][aria-pressed="true"]`).waitFor();
  });

  it("weigh the tokens against a budget that is set in place", async () => {
    const alone = await open();
    const { page } = alone;
    const budget = page.getByLabel("Budget in tokens");
    await budget.fill("100k");
    await budget.press("Enter");
    await until(() => alone.get("budget")).toBe(100_000);
    expect(await budget.inputValue()).toBe("100,000");
    await page.getByText(/\d+ % of the budget spent/).waitFor();
    await budget.fill("a lot");
    await budget.press("Enter");
    await until(() => budget.inputValue()).toBe("100,000");
    await budget.fill("");
    await budget.press("Enter");
    await until(() => alone.get("budget")).toBe(0);
  });
});

describe("the measures by keyboard", () => {
  it("are read phase by phase, and say what they mean", async () => {
    const { page } = await open();
    const axis = page.getByRole("slider");
    await axis.focus();
    await axis.press("ArrowLeft");
    await until(() => values(page)).toEqual(said(phases[10]));
    expect(await axis.getAttribute("aria-valuetext")).toMatch(
      new RegExp(`^Day 3 evening: tension ${brief(phases[10].metrics.tension)}, `),
    );
    await axis.press("Home");
    await until(() => values(page)).toEqual(said(phases[0]));
    await axis.press("Enter");
    await axis.blur();
    await until(() => page.locator("[data-read]").textContent()).toBe("after Day 1 morning");
    await page.getByRole("button", { name: "What tension means" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Variance of all relationship weights").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".definition").waitFor({ state: "detached" });
  });
});

describe("how the measures look", () => {
  it.each([
    ["light", 760, 2],
    ["dark", 320, 1],
  ] as const)("is sound in the %s theme at %i px: %i a row, and nothing cut", async (colorScheme, width, columns) => {
    const viewport = { width: width + 32, height: 900 };
    const { page, faults } = await open({ budget: 50_000, selected: ["alice"] }, { colorScheme, viewport });
    expect(await axeProblems(page)).toEqual([]);
    const tops = await page.locator("figure").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(tops.filter((top) => top === tops[0])).toHaveLength(columns);
    const wrong = await page.locator(".measures").evaluate((panel) => {
      const { right } = panel.getBoundingClientRect();
      return [...panel.querySelectorAll<HTMLElement>("*")]
        .filter((one) => {
          const beyond = one.getBoundingClientRect().right > right + 4.5;
          const cut = one.matches(".value, .name, .tokens, .share, .quiet") && one.scrollWidth > one.clientWidth + 1;
          return beyond || (cut && getComputedStyle(one).display !== "inline");
        })
        .map((one) => one.outerHTML);
    });
    expect(wrong).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("wait in words", async () => {
    const { page } = await openAlone(browser, town, "meters", { town: "atlantis" });
    await page.getByText("Waiting for the town.").waitFor();
  });
});
