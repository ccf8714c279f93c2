import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import golden from "../golden/digests.json" with { type: "json" };
import { launchChromium } from "./chromium.ts";
import { bundle } from "./scatter-stage.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("the same seed in Chromium as on Node", () => {
  const [thirtyDays] = golden;

  it(`gives the same bytes and the same digest over ${thirtyDays.days} days`, async () => {
    const page = await browser.newPage();
    await page.addScriptTag({
      type: "module",
      content: await bundle(fileURLToPath(new URL("digest.page.ts", import.meta.url))),
    });
    await page.waitForFunction(() => "simulate" in window);
    const seen = await page.evaluate(
      ({ citizens, seed, days }) => (window as unknown as { simulate: Simulate }).simulate(citizens, seed, days),
      thirtyDays,
    );
    expect(seen.digest).toBe(thirtyDays.digest);
    expect(createHash("sha256").update(seen.log).digest("hex")).toBe(thirtyDays.sha256);
  });
});

type Simulate = (citizens: number, seed: number, days: number) => { log: string; digest: string };
