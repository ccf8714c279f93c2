import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";

/** A town that only those may watch who have a token, in a real Chromium. */
let browser: Browser;
let town: ServedTown;

const COMMAND = "a-token-that-commands";
const OBSERVE = "a-token-that-observes";

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--speed", "64", "--token", COMMAND, "--observe-token", OBSERVE);
});

afterAll(() => Promise.all([browser?.close(), town?.kill()]));

describe("the page of a town by invitation", () => {
  it("says to others why they see nothing, and shows the town when they have the link", async () => {
    const page = await browser.newPage();
    await page.goto(town.url);
    await page.getByRole("heading", { name: "By invitation" }).waitFor();
    expect(await page.getByText("Whoever runs this server can give it to you").count()).toBe(1);
    await page.evaluate((token) => (location.hash = `token=${token}`), OBSERVE);
    await page.getByRole("button", { name: "Look again" }).click();
    await page.locator('.status[data-kind="live"]').waitFor();
    await page.close();
  });

  it("lets whoever may only watch do so, and says what commands need", async () => {
    const page = await browser.newPage();
    await page.goto(`${town.url}/#token=${OBSERVE}`);
    await page.locator('.status[data-kind="live"]').waitFor();
    await page.keyboard.press(" ");
    await page.getByText("commands need a token").waitFor();
    expect(page.url()).toContain(`#token=${OBSERVE}`);
    await page.close();
  });

  it("lets whoever may command do both", async () => {
    const page = await browser.newPage();
    await page.goto(`${town.url}/#token=${COMMAND}`);
    await page.locator('.status[data-kind="live"]').waitFor();
    await page.keyboard.press(" ");
    await page.locator('.status[data-kind="paused"]').waitFor();
    await page.close();
  });
});
