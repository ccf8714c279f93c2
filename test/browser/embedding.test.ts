import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { trustworthiness } from "../../src/projection/trustworthiness.ts";
import { TRAITS } from "../../src/sim/eigenvector.ts";
import type { ScatterData } from "../../src/scene/scatter-still.ts";
import type { TownSnapshot } from "../../src/sim/snapshot.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems, bundle, openStage } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";

/** Projections without a plane, and what is said of projections, in the scatter on a town that has lived for a day. */
let browser: Browser;
let town: ServedTown;
let traits: Float64Array;

beforeAll(async () => {
  [browser, town] = await Promise.all([launchChromium(), serveTown("--port", "0", "--paused")]);
  await town.post("/control", { action: "step", by: "day" });
  await vi.waitFor(async () => expect((await state()).day).toBe(2), { timeout: 20_000 });
  const { citizens } = await state();
  traits = Float64Array.from(citizens.flatMap(({ eigenvector }) => TRAITS.map((trait) => eigenvector[trait])));
});
afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

const state = () => town.ask<TownSnapshot>("/state");

async function open(given: Readonly<Record<string, unknown>>, options: Parameters<Browser["newPage"]>[0] = {}) {
  const alone = await openAlone(browser, town, "scatter", given, options);
  await settled(alone.page);
  return alone;
}

const settled = (page: Page) => page.locator('.surface[data-settled="true"]').waitFor({ state: "attached" });
const fitted = (page: Page) =>
  page
    .getByText(/neighbours kept \d/)
    .first()
    .waitFor({ state: "attached" });

async function close({ page, faults }: Alone): Promise<void> {
  await page.close();
  expect(faults).toEqual([]);
}

describe("an embedding in Chromium", () => {
  it.each(["tsne", "umap"])("%s is fitted in a worker, and as trustworthy as it says", async (projection) => {
    const alone = await open({ projection });
    await fitted(alone.page);
    await settled(alone.page);
    expect(alone.page.workers()).toHaveLength(1);
    const said = await alone.page
      .getByText(/neighbours kept \d/)
      .first()
      .innerText();
    expect(said).toMatch(new RegExp(`${projection === "tsne" ? "t-SNE" : "UMAP"} of Day 2 morning`));
    const places = await alone.page
      .locator("[data-citizen]")
      .evaluateAll((items) => items.map(({ dataset }) => [Number(dataset.x), -Number(dataset.y)]));
    const { value } = trustworthiness(traits, Float64Array.from(places.flat()), TRAITS.length);
    expect(Number(/kept (\d\.\d+)/.exec(said)![1])).toBeCloseTo(value, 1);
    await alone.set("projection", "pca");
    await expect.poll(() => alone.page.workers().length).toBe(0);
    await close(alone);
  });

  it("is fitted on the page where its policy refuses workers", async () => {
    const { page, faults } = await openStage(browser, await bundle("test/browser/scatter.page.ts"));
    await page.evaluate(() => {
      window.page = new window.ScatterPage({ seed: 7 }, { projection: "tsne" });
      window.page.run(8);
      const el = document.querySelector<HTMLElement>("#place")!;
      window.closeView = window.scatter.render({ model: window.page.model, el });
    });
    await fitted(page);
    expect(faults.filter((fault) => !/worker/i.test(fault))).toEqual([]);
    await page.close();
  });

  it("brings a worker of less than 10 KB", async () => {
    expect(gzipSync(await bundle("src/widgets/scatter/embedding.worker.ts")).length).toBeLessThan(10_000);
  });
});

describe("what the axes mean", () => {
  it.each(["light", "dark"] as const)("is told of a plane and of an embedding, in %s", async (colorScheme) => {
    const alone = await open({ projection: "pca" }, { colorScheme, viewport: { width: 352, height: 700 } });
    const { page } = alone;
    await page.getByText("View", { exact: true }).click();
    await page.getByRole("button", { name: /^Axes/ }).click();
    const panel = page.getByRole("region", { name: "What the axes mean" });
    const scatter = await town.ask<ScatterData>("/scatter");
    for (const [trait, weight] of Object.entries(scatter.axes[0].weights)) {
      const told = await panel
        .getByRole("row", { name: new RegExp(`^${trait}`) })
        .getByRole("cell")
        .first()
        .innerText();
      expect(Number(told.replace("−", "-"))).toBeCloseTo(weight, 2);
    }
    const shares = (await panel.getByRole("listitem").allInnerTexts()).map((text) => Number.parseInt(text, 10));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThan(4);
    expect(await axeProblems(page)).toEqual([]);

    await alone.set("projection", "tsne");
    await fitted(page);
    await panel.getByText("Perplexity").waitFor();
    expect(await panel.innerText()).toMatch(/day 2, morning[^]*Neighbours kept\s+[01]\.\d\d\s+Perplexity\s+8\b/);
    expect(await axeProblems(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(352);
    await close(alone);
  });
});

describe("choosing a projection", () => {
  it("by the keyboard: sums of traits, with a slider or in writing, and what is wrong with them in words", async () => {
    const alone = await open({}, { viewport: { width: 352, height: 700 } });
    const { page } = alone;
    await page.getByLabel("Projection").focus();
    await page.keyboard.type("Two sums");
    await expect.poll(() => alone.get("projection")).toBe("linear:warmth;trust");
    const slider = page.getByRole("slider", { name: "ambition across" });
    await slider.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
    await expect.poll(() => alone.get("projection")).toBe("linear:warmth-0.5*ambition;trust");
    const across = page.getByRole("textbox", { name: "Across" });
    expect(await across.inputValue()).toBe("warmth - 0.5*ambition");

    await across.fill("warmth + charm");
    expect(await page.getByText("Unknown trait").innerText()).toContain('"charm": expected one of warmth, curiosity');
    expect(await alone.get("projection")).toBe("linear:warmth-0.5*ambition;trust");
    await across.fill("");
    expect(await page.getByText("At least one trait is needed.").isVisible()).toBe(true);
    // The sliders keep what was last right.
    expect(await slider.inputValue()).toBe("-0.5");
    const box = (await page.locator(".editor .floating").boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(352);
    expect(await axeProblems(page)).toEqual([]);

    await across.fill("2*patience - warmth");
    await expect.poll(() => alone.get("projection")).toBe("linear:-warmth+2*patience;trust");
    await page.keyboard.press("Escape");
    expect(await across.isVisible()).toBe(false);
    await close(alone);
  });
});
