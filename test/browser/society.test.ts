import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RelationshipsView } from "../../src/wire/view/relationships.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";

/** The society panel by itself, with a real town. */
let browser: Browser;
let town: ServedTown;
let alone: Alone;

const step = (by: string) => town.post("/control", { action: "step", by });

beforeAll(async () => {
  [browser, town] = await Promise.all([launchChromium(), serveTown("--port", "0", "--paused")]);
  for (let day = 0; day < 3; day++) await step("day");
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await town?.kill();
});

afterEach(async () => {
  const faults = alone.faults.splice(0);
  await alone.page.close();
  expect(faults).toEqual([]);
});

const open = async (
  width: number,
  traits: Readonly<Record<string, unknown>> = {},
  colorScheme: "light" | "dark" = "light",
) => {
  alone = await openAlone(browser, town, "society", traits, {
    viewport: { width: width + 32, height: 560 },
    colorScheme,
    reducedMotion: "reduce",
  });
  await settled();
};
const settled = () => alone.page.locator('.surface[data-settled="true"] [data-citizen]').first().waitFor();
const citizen = (id: string) => alone.page.locator(`[data-citizen="${id}"]`);

/** What two feel for each other, taken together, for every two who feel anything. */
async function ties(): Promise<Map<string, number>> {
  const { relationships } = await town.ask<RelationshipsView>("/relationships?limit=1000");
  const sums = new Map<string, number>();
  for (const { from, to, weight } of relationships) {
    const key = [from, to].toSorted().join(" ");
    sums.set(key, (sums.get(key) ?? 0) + weight / 2);
  }
  return sums;
}

async function placeOf(id: string): Promise<{ x: number; y: number }> {
  const box = (await alone.page.locator(".surface").boundingBox())!;
  const [x, y] = await Promise.all(["data-x", "data-y"].map((name) => citizen(id).getAttribute(name)));
  return { x: box.x + Number(x), y: box.y + Number(y) };
}

describe("the society panel", () => {
  it("draws everyone inside itself, and puts those nearer who are tied more than those who are not", async () => {
    await open(480);
    expect(alone.page.workers()).toHaveLength(1);
    const people = await alone.page.locator("[data-citizen]").evaluateAll((items) =>
      items.map((item) => {
        const { citizen, x, y } = (item as HTMLElement).dataset;
        return { id: citizen!, x: Number(x), y: Number(y) };
      }),
    );
    expect(people).toHaveLength(25);
    const box = (await alone.page.locator(".surface").boundingBox())!;
    for (const { x, y } of people) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(box.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(box.height);
    }
    const known = await ties();
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const apart = { tied: [] as number[], others: [] as number[] };
    for (const [i, a] of people.entries()) {
      for (const b of people.slice(0, i)) {
        const tie = known.get([a.id, b.id].toSorted().join(" ")) ?? 0;
        apart[tie > 0.3 ? "tied" : "others"].push(Math.hypot(a.x - b.x, a.y - b.y));
      }
    }
    expect(mean(apart.tied)).toBeLessThan(0.7 * mean(apart.others));
    const lit = await alone.page.locator(".surface canvas").evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
      return data.filter((value, i) => i % 4 === 3 && value > 128).length;
    });
    expect(lit).toBeGreaterThan(1000);
  });

  it("tells in its table what the server tells: the strongest ties first", async () => {
    await open(380);
    await alone.page.getByRole("button", { name: "Table" }).click();
    const expected = [...(await ties())].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, 10);
    const rows = alone.page.locator("tbody tr");
    const told = await rows.evaluateAll((all) =>
      all.slice(0, 10).map((row) => [(row as HTMLElement).dataset["tie"]!, row.querySelector(".number")!.textContent]),
    );
    expect(told.map(([, tie]) => tie)).toEqual(
      expected.map(([, tie]) => `${tie < 0 ? "−" : "+"}${Math.abs(tie).toFixed(2)}`),
    );
    expect(told[0][0].split(" ").toSorted().join(" ")).toBe(expected[0][0]);
    await rows.first().getByRole("button").first().click();
    const [first] = told[0][0].split(" ");
    expect(await alone.get("selected")).toEqual([first]);
    for (const tie of await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["tie"]!)))
      expect(tie.split(" ")).toContain(first);
  });

  it("brings a citizen's own circle forward on hover, and selects with a click", async () => {
    await open(480);
    const { x, y } = await placeOf("alice");
    await alone.page.mouse.move(x, y);
    await alone.page.locator('[data-dimmed="true"]').first().waitFor();
    const words = (await citizen("alice").getAttribute("aria-label"))!;
    const [, strongest] = /^Alice: (\S+) [+−]/.exec(words)!;
    expect(await citizen(strongest.toLowerCase()).getAttribute("data-dimmed")).toBe("false");
    await alone.page.mouse.click(x, y);
    await expect.poll(() => alone.get("selected")).toEqual(["alice"]);
    await alone.page.mouse.click(x, y);
    await expect.poll(() => alone.get("selected")).toEqual([]);
  });

  it("is walked and chosen from by keyboard", async () => {
    await open(480);
    await alone.page.getByRole("listbox").focus();
    await alone.page.keyboard.press("Home");
    await alone.page.keyboard.press("ArrowRight");
    await alone.page.keyboard.press("Enter");
    const [first] = (await alone.get("selected")) as string[];
    expect(first).not.toBe("alice");
    await expect.poll(() => citizen(first).getAttribute("aria-selected")).toBe("true");
    await alone.page.keyboard.press("End");
    await alone.page.keyboard.press("Shift+Enter");
    await expect.poll(() => alone.get("selected")).toHaveLength(2);
    await alone.page.keyboard.press("Escape");
    await expect.poll(() => alone.get("selected")).toEqual([]);
  });

  it("holds back who is not in focus", async () => {
    await open(380, { focus: "*bridges" });
    const bridges = await town.ask<{ bridges: { citizen: string }[] }>("/coalitions");
    const forward = await alone.page
      .locator('[data-dimmed="false"]')
      .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset["citizen"]!));
    expect(forward.toSorted()).toEqual(bridges.bridges.map(({ citizen }) => citizen).toSorted());
  });

  it("moves little when the town goes on: a day later everyone is near where they were", async () => {
    await open(480);
    const places = () =>
      alone.page.locator("[data-citizen]").evaluateAll((items) =>
        items.map((item) => ({
          x: Number((item as HTMLElement).dataset["x"]),
          y: Number((item as HTMLElement).dataset["y"]),
        })),
      );
    const words = () =>
      alone.page.locator("[data-citizen]").evaluateAll((items) => items.map((item) => item.ariaLabel).join());
    const [before, said] = [await places(), await words()];
    await step("day");
    await expect.poll(words).not.toBe(said);
    await settled();
    const after = await places();
    const moved = after.map(({ x, y }, i) => Math.hypot(x - before[i].x, y - before[i].y)).toSorted((a, b) => a - b);
    // Half of them by less than a tenth of the picture.
    expect(moved[12]).toBeLessThan(48);
  });

  it.for(["light", "dark"] as const)(
    "has nothing that axe finds, and nothing cut at 320 px, in the %s theme",
    async (theme) => {
      await open(320, {}, theme);
      expect(await axeProblems(alone.page)).toEqual([]);
      const wider = () =>
        alone.page.evaluate(() => document.scrollingElement!.scrollWidth > document.scrollingElement!.clientWidth);
      expect(await wider()).toBe(false);
      await alone.page.getByRole("button", { name: "Table" }).click();
      await alone.page.locator("table").waitFor();
      expect(await axeProblems(alone.page)).toEqual([]);
      expect(await wider()).toBe(false);
    },
  );
});
