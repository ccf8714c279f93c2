import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** The controls alone, as a notebook shows them, of a town that stands still after three days. */
let browser: Browser;
let town: ServedTown;
let alone: Alone | undefined;

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--paused");
  for (let day = 2; day <= 4; day++) {
    await control({ action: "step", by: "day" });
    await vi.waitFor(async () => expect((await told()).day).toBe(day), { timeout: 30_000 });
  }
});
afterAll(() => Promise.all([browser?.close(), town?.kill()]));
afterEach(async () => {
  expect(alone?.faults ?? []).toEqual([]);
  await alone?.page.close();
  alone = undefined;
});

type Told = { readonly seq: number; readonly day: number; readonly paused: boolean };
const told = () => town.ask<Told>("");
const control = (body: object) => town.post("/control", body);

/** Opened, and the whole run known. */
async function open(options: Parameters<Browser["newPage"]>[0] = {}) {
  const opened = (alone = await openAlone(browser, town, "timeline", {}, options));
  const { page } = opened;
  const slider = page.getByRole("slider", { name: "Moment shown" });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const moment = () => slider.getAttribute("aria-valuetext");
  const shown = async () => Number(/event ([\d,]+)/.exec((await moment())!)![1].replaceAll(",", ""));
  await until(moment).toMatch(/event [1-9].*, live$/);
  await slider.press("Home");
  await until(moment).toBe("Day 1 morning, event 0");
  await slider.press("End");
  await until(moment).toMatch(/, live$/);
  return { ...opened, slider, button, moment, shown };
}

describe("the timeline", () => {
  it("reaches over the whole run, and names each moment as the server does", async () => {
    const { slider, moment } = await open();
    const { phases } = await town.ask<{ phases: { seq: number; day: number; phase: string }[] }>("/measures/phases");
    const { seq } = await told();
    expect(Number(await slider.getAttribute("max"))).toBeGreaterThanOrEqual(phases.length);
    expect(await moment()).toBe(`Day 4 morning, event ${seq.toLocaleString("en")}, live`);
    for (const past of phases.slice(-3).reverse()) {
      if (past !== phases.at(-1)) await slider.press("PageDown");
      await slider.press("ArrowLeft");
      await until(moment).toBe(
        `Day ${past.day} ${past.phase.toLowerCase()}, event ${(past.seq - 1).toLocaleString("en")}`,
      );
    }
    expect(await told()).toMatchObject({ seq, paused: true });
  });

  it("follows the pointer that drags it, without disturbing the run, and goes live at its end", async () => {
    const { page, slider, shown, moment } = await open();
    const { seq } = await told();
    const { x, y, width } = (await slider.boundingBox())!;
    await page.mouse.move(x + width / 2, y + 20);
    await page.mouse.down();
    await until(shown).toBeGreaterThan(0.3 * seq);
    const middle = await shown();
    await page.mouse.move(x + width / 4, y + 20, { steps: 5 });
    await until(shown).toBeLessThan(0.8 * middle);
    await page.mouse.move(x + width + 40, y + 20, { steps: 5 });
    await page.mouse.up();
    await until(moment).toMatch(/, live$/);
    expect(await told()).toMatchObject({ seq, paused: true });
  });

  it("is dragged by a finger", async () => {
    const { page, slider, shown } = await open({ hasTouch: true, viewport: { width: 360, height: 640 } });
    const { x, y, width, height } = (await slider.boundingBox())!;
    expect(height).toBeGreaterThanOrEqual(32);
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at = 0) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x: x + at * width, y: y + 20 }],
      });
    await touch("touchStart", 0.9);
    for (const at of [0.8, 0.7, 0.6, 0.5]) await touch("touchMove", at);
    await touch("touchEnd");
    const { seq } = await told();
    await until(shown).toBeLessThan(0.7 * seq);
    expect(await shown()).toBeGreaterThan(0.3 * seq);
  });

  it("tells what was at the moment pointed at", async () => {
    const { page, slider } = await open();
    const { lifelines } = await town.ask<{ lifelines: { name: string; born: { seq: number; day: number } }[] }>(
      "/lifelines",
    );
    const { phases } = await town.ask<{ phases: { seq: number; since: number }[] }>("/measures/phases");
    const { name, born } = lifelines.find((life) => life.born.seq > 0)!;
    const i = phases.findIndex(({ seq }) => seq >= born.seq);
    const place = i + (born.seq - phases[i].since + 1) / (phases[i].seq - phases[i].since + 1);
    const { width } = (await slider.boundingBox())!;
    const extent = Number(await slider.getAttribute("max"));
    await slider.hover({ position: { x: 8 + (place / extent) * (width - 16), y: 20 } });
    const tip = page.locator(".tip");
    expect(await tip.locator("strong").textContent()).toMatch(new RegExp(`^Day ${born.day} `));
    expect(await tip.textContent()).toContain(name);
    await page.mouse.move(0, 0);
    await tip.waitFor({ state: "detached" });
  });

  it("has something painted on it: hours, and how much happened", async () => {
    const { page } = await open();
    const colours = await page.locator(".timeline canvas").evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
      const seen = new Set<number>();
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] === 255) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      return [...seen].map((one) => `#${one.toString(16).padStart(6, "0")}`);
    });
    expect(colours).toEqual(expect.arrayContaining(["#efece6", "#dfdcd8", "#c9c8c9", "#e2dfd9", "#5c626b"]));
  });

  it("asks the server for what is not held here, and says so meanwhile", async () => {
    const { page, slider, moment } = await open();
    // Held are the events that came since; the others the server has.
    let answer = () => {};
    await page.route("**/state?at=*", async (route) => {
      await new Promise<void>((resolve) => (answer = resolve));
      await route.continue();
    });
    await page.route("**/events?from=*", (route) => route.abort());
    await page.reload();
    await until(moment).toMatch(/, live$/);
    alone!.faults.splice(0);
    await slider.press("PageDown");
    await until(moment).toMatch(/, being fetched$/);
    expect(await page.locator(".timeline").getAttribute("data-fetching")).toBe("true");
    await until(() => {
      answer();
      return page.locator(".timeline").getAttribute("data-fetching");
    }).toBe("false");
    expect(await moment()).not.toMatch(/live|fetched/);
    alone!.faults.splice(0);
  });
});

describe("the buttons of time", () => {
  it("skip to dawns, coalition changes and drama peaks, and back to now", async () => {
    const { page, button, shown, moment } = await open();
    const { phases } = await town.ask<{ phases: { seq: number; phase: string }[] }>("/measures/phases");
    const nights = phases.filter(({ phase }) => phase === "NIGHT").map(({ seq }) => seq);
    const { seq } = await told();
    expect(seq).toBe(nights.at(-1));
    await button("Previous dawn").click();
    await until(shown).toBe(nights.at(-2));
    await button("Previous dawn").click();
    await until(shown).toBe(nights.at(-3));
    await button("Next dawn").click();
    await until(shown).toBe(nights.at(-2));
    await page.getByLabel("Skip by").selectOption("change");
    const { lifelines } = await town.ask<{
      lifelines: { born: { seq: number }; ended: { seq: number } | null }[];
    }>("/lifelines");
    const turns = lifelines.flatMap(({ born, ended }) => [born.seq, ended?.seq ?? 0]).sort((a, b) => a - b);
    await button("Previous coalition change").click();
    await until(shown).toBe(turns.findLast((turn) => turn < nights.at(-2)!));
    await page.getByLabel("Skip by").selectOption("peak");
    await button("Previous drama peak").click();
    expect(phases.map((phase) => phase.seq - 1)).toContain(await shown());
    await button("GO LIVE").click();
    await until(moment).toMatch(/, live$/);
    expect(await told()).toMatchObject({ seq, paused: true });
  });

  it("play, pace and step what has happened while one looks at it, and the town while it is live", async () => {
    const { page, button, shown, slider } = await open();
    const { seq } = await told();
    expect(await button("Let the town go on").isEnabled()).toBe(true);
    await slider.press("Home");
    await page.getByLabel("Speed", { exact: true }).selectOption("16");
    await button("Play from here").click();
    await until(shown).toBeGreaterThan(10);
    await button("Pause what is being played").click();
    const there = await shown();
    await button("Step one event").click();
    await until(shown).toBe(there + 1);
    expect(await told()).toMatchObject({ seq, paused: true });
    await button("GO LIVE").click();
    expect(await page.getByLabel("Speed", { exact: true }).inputValue()).toBe("1");
    await button("Step one event").click();
    await until(shown).toBe(seq + 1);
    expect((await told()).seq).toBe(seq + 1);
  });

  it("meet the newest moment at the end of playing, and are the town's again", async () => {
    const { page, button, slider, moment } = await open();
    await slider.press("ArrowLeft");
    await slider.press("ArrowLeft");
    await page.getByLabel("Speed", { exact: true }).selectOption("64");
    await button("Play from here").click();
    await until(moment).toMatch(/, live$/);
    await button("Let the town go on").waitFor();
  });
});

describe("how the controls look", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no violation that axe finds, live or in the past, ${colorScheme}`, async () => {
      const { page, slider, moment } = await open({ colorScheme });
      expect(await axeProblems(page)).toEqual([]);
      await slider.press("PageDown");
      await until(moment).not.toMatch(/live/);
      expect(await axeProblems(page)).toEqual([]);
    });
  }

  it("fits from 320 to 2560 px: nothing cut, nothing over another, targets large enough for a thumb", async () => {
    const { page } = await open({ viewport: { width: 2560, height: 600 } });
    for (const width of [2560, 1280, 760, 390, 375, 360, 320]) {
      await page.setViewportSize({ width, height: 600 });
      await until(() =>
        page.locator(".timeline").evaluate((box) => {
          const canvas = box.querySelector("canvas")!;
          return Math.floor(box.getBoundingClientRect().width) - 16 === canvas.clientWidth;
        }),
      ).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} px`).toBeLessThanOrEqual(width);
      const boxes = await page.locator(".root").evaluate((root) =>
        [...root.querySelectorAll(".root button, .root select, .timeline")]
          .map((one) => ({ name: one.getAttribute("aria-label") ?? one.className, box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0)
          .map(({ name, box: { left, right, top, bottom } }) => ({ name, left, right, top, bottom })),
      );
      expect(boxes.length).toBeGreaterThan(5);
      for (const one of boxes) {
        expect(one.left, `${one.name} at ${width} px`).toBeGreaterThanOrEqual(0);
        expect(one.right, `${one.name} at ${width} px`).toBeLessThanOrEqual(width);
        const least = width <= 360 ? 32 : 24;
        expect(
          Math.min(one.right - one.left, one.bottom - one.top),
          `${one.name} at ${width} px`,
        ).toBeGreaterThanOrEqual(least);
        const over = boxes.filter(
          (other) =>
            other !== one &&
            Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5 &&
            Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1.5,
        );
        expect(
          over.map(({ name }) => name),
          `${one.name} at ${width} px`,
        ).toEqual([]);
      }
    }
  });
});
