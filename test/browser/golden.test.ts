import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/**
 * The page as it was when somebody last looked at it and found it good: the town of the documentation at a moment of its third evening. First
 * what is there, then how it looks, a hundredth of it at a time: a letter drawn otherwise by another Chromium is none of it, a colour, a
 * place or a panel that is another is. To look anew and find it good: delete the golden, and run the test.
 */
let browser: Browser;
let town: ServedTown;

const MOMENT = 200;
const [COLUMNS, ROWS] = [128, 80];
/** A cell differs when one of its colours is so far off, of 255; and so many may: what the clock says, and how fast the town goes. */
const TOLERANCE = 14;
const MAY_DIFFER = COLUMNS * ROWS * 0.01;

beforeAll(async () => {
  [browser, town] = await Promise.all([launchChromium(), serveTown("--port", "0", "--paused")]);
  await town.post("/control", { action: "speed", speed: "max" });
  await town.post("/control", { action: "run_until", until: "day:4/morning" });
});

afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

/** The picture in `COLUMNS` x `ROWS` cells, three numbers each: the mean colour of the pixels there. */
async function cells(page: Page): Promise<number[]> {
  const png = (await page.screenshot({ animations: "disabled" })).toString("base64");
  const blank = await browser.newPage();
  try {
    return await blank.evaluate(
      async ([png, columns, rows]) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        const [width, height] = [image.width / columns, image.height / rows];
        const sums = new Float64Array(columns * rows * 3);
        for (let y = 0; y < image.height; y++) {
          for (let x = 0; x < image.width; x++) {
            const cell = Math.floor(y / height) * columns + Math.floor(x / width);
            for (let k = 0; k < 3; k++) sums[3 * cell + k] += data[4 * (y * image.width + x) + k];
          }
        }
        return Array.from(sums, (sum) => Math.round(sum / (width * height)));
      },
      [png, COLUMNS, ROWS] as const,
    );
  } finally {
    await blank.close();
  }
}

describe.each(["light", "dark"] as const)("the page, %s", (colorScheme) => {
  it.each(["citizens", "coalitions", "measures"])("looks as it did, with its %s", async (panel) => {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      colorScheme,
      reducedMotion: "reduce",
    });
    try {
      await page.addInitScript(() => localStorage.setItem("agent-town-hint", "seen"));
      await page.goto(`${town.url}/?at=${MOMENT}&panel=${panel}&selected=clara`);
      const slider = page.getByRole("slider", { name: "Moment shown" });
      await until(() => slider.getAttribute("aria-valuetext")).toBe(`Day 3 evening, event ${MOMENT}`);
      await page.locator('[data-room="header"] .status[data-kind="behind"]').waitFor();
      expect(await page.locator('[data-room="scatter"] [role="option"]').count()).toBe(25);
      expect(await page.locator('[data-room="scatter"] [role="option"][aria-selected="true"]').count()).toBe(1);
      await page.locator(`[data-room="${panel}"] .root`).waitFor();
      await page.locator('[data-room="feed"] .row[aria-current], [data-room="feed"] .row').first().waitFor();
      await page.locator('[data-room="scatter"] [data-settled="true"]').waitFor();

      const file = fileURLToPath(new URL(`../golden/page-${panel}-${colorScheme}.txt`, import.meta.url));
      // Two looks that are the same: the page has come to rest.
      let seen = await cells(page);
      await until(async () => differing(seen, (seen = await cells(page)))).toBe(0);
      if (!existsSync(file)) writeFileSync(file, `${Buffer.from(seen).toString("base64")}\n`);
      const golden = [...Buffer.from(readFileSync(file, "utf8"), "base64")];
      expect(golden).toHaveLength(3 * COLUMNS * ROWS);
      expect(differing(golden, seen), "cells that look otherwise").toBeLessThan(MAY_DIFFER);
    } finally {
      await page.close();
    }
  });
});

function differing(before: readonly number[], now: readonly number[]): number {
  let count = 0;
  for (let i = 0; i < now.length; i += 3) {
    if ([0, 1, 2].some((k) => Math.abs(before[i + k] - now[i + k]) > TOLERANCE)) count++;
  }
  return count;
}
