import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { docs } from "../../src/server/docs/docs.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";

/** The page of the API in a real Chromium, under its own policy. */
let browser: Browser;
let server: Server;
const faults: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  const { headers } = docs();
  const text = await docs().text();
  server = createServer((_, response) => response.setHeaders(headers).end(text)).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(faults.splice(0)).toEqual([]);
});

async function open(width: number, colorScheme: "light" | "dark" = "light"): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`);
  return page;
}

const WIDTHS = [1280, 768, 390, 360];
const inside = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

describe("the page of the API", () => {
  it.each(WIDTHS)("is no wider than a window of %i px, folded or open", async (width) => {
    const page = await open(width);
    expect(await inside(page)).toBe(true);
    await unfold(page);
    expect(await inside(page)).toBe(true);
  });

  // All of it at once: axe takes seconds for a page of this length.
  it.each([
    [1280, "light"],
    [390, "dark"],
  ] as const)("has no fault that axe knows of at %i px, %s", async (width, theme) => {
    const page = await open(width, theme);
    await unfold(page);
    expect(await axeProblems(page)).toEqual([]);
  });

  it("keeps its contents in sight where there is room, and folds them where there is none", async () => {
    const wide = await open(1280);
    const beside = wide.getByRole("link", { name: "POST …/control" });
    await beside.click();
    expect(new URL(wide.url()).hash).toBe("#controlTown");
    expect(
      await wide.locator("#controlTown").evaluate((section) => Math.round(section.getBoundingClientRect().top)),
    ).toBe(24);
    expect(await wide.locator(".contents").evaluate((nav) => nav.getBoundingClientRect().top)).toBeLessThanOrEqual(24);

    const narrow = await open(390);
    const folded = narrow.getByRole("link", { name: "POST …/control" });
    expect(await folded.isVisible()).toBe(false);
    await narrow.getByText("Contents", { exact: true }).first().click();
    await folded.click();
    expect(new URL(narrow.url()).hash).toBe("#controlTown");
  });

  it("is walked by keyboard: past the contents, and into what is folded", async () => {
    const page = await open(1280);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip the contents");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("/openapi.json");
    const summary = page.locator("#createTown summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#createTown details").first().getAttribute("open")).toBe("");
  });

  it("prints all that it says, without its contents", async () => {
    const page = await open(780);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#createTown details .fields").first().isVisible()).toBe(true);
    expect(await page.locator(".contents").isVisible()).toBe(false);
  });

  it("gives a whole command at one click", async () => {
    const page = await open(1280);
    await page.locator("#controlTown .curl").click();
    expect(await page.evaluate(() => getSelection()!.toString().trim())).toMatch(/^curl http[^]*'$/);
  });
});

async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
}
