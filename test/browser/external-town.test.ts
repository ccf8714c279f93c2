import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TownServer } from "../../src/server/town-server.ts";
import { realClock } from "../server/conformance/real-clock.ts";
import { launchChromium } from "./chromium.ts";
import { until } from "./until.ts";

/** A town whose events come from elsewhere, on the page that people see: made and published into as any program does it. */
const NAMES = {
  ada: "</script><img src=x onerror=document.title='owned'>",
  bob: "Bob \"the 'Ox'\" & <marquee>Sons</marquee>",
  cyd: "שלום العربية \u202Eabc",
  dee: "👩‍👩‍👧 Dée 🎭",
};
const WORDS = 'First line,\nsecond "line" </style><script>document.title="owned"</script> \u202Eolleh';

let browser: Browser;
let server: TownServer;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  const pageDir = fileURLToPath(new URL("../../dist/page", import.meta.url));
  server = await startServer({ towns: [], port: 0, clock: realClock, pageDir });
  await ask("/v1/town", "application/json", {
    kind: "external",
    town_id: "elsewhere",
    regions: [{ id: "quay", name: "</title> & co" }],
    citizens: Object.entries(NAMES).map(([id, name], i) => ({
      id,
      name,
      region: "quay",
      eigenvector: { warmth: i / 4, ambition: (3 - i) / 4 },
    })),
  });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", (error) => faults.push(error.stack ?? String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`${server.url}/?town=elsewhere`);
  await page.locator('[data-room="scatter"] [role="option"]').first().waitFor({ state: "attached" });
});
afterEach(async () => {
  await page.close();
  await server.close();
  expect(faults.splice(0)).toEqual([]);
});

async function ask(path: string, type: string, body: unknown): Promise<void> {
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  expect(response.ok, await response.text()).toBe(true);
}

const publish = (...events: object[]) =>
  ask("/v1/town/elsewhere/events", "application/x-ndjson", events.map((event) => JSON.stringify(event)).join("\n"));

const room = (name: string) => page.locator(`[data-room="${name}"]`);
const rows = () => room("feed").locator(".row").allTextContents();
const points = () =>
  room("scatter")
    .locator('[role="option"]')
    .evaluateAll((all) => all.map((one) => `${one.getAttribute("data-x")} ${one.getAttribute("data-y")}`));

describe("the page of an external town", () => {
  it("shows its citizens, and their moves as they are published", async () => {
    const before = await points();
    expect(before).toHaveLength(4);
    await publish({
      operation: "storm",
      participant_ids: ["ada"],
      effects: [
        { kind: "eigenvector", citizens: ["ada", "dee"], deltas: [0.4, 0, 0, 0, 0, 0, -0.3, 0, 0.3, 0, 0, 0, 0, 0] },
      ],
    });
    await until(async () => (await points()).join() !== before.join()).toBe(true);
  });

  it("tells what happened, when it is, and that the digests agree", async () => {
    await publish(
      { operation: "greet", participant_ids: ["bob", "dee"], effects: [], message: "A greeting." },
      { type: "coalition", kind: "formed", coalition: "north", name: "The North", members: ["ada", "bob", "cyd"] },
      { type: "town_status", kind: "phase_change", day: 3, phase: "EVENING" },
    );
    await until(async () => (await rows()).length).toBe(3);
    const feed = (await rows()).join();
    expect(feed).toContain("A greeting.");
    expect(feed).toContain("The North");
    await page.locator(".moment", { hasText: "Day 3 Evening" }).waitFor();
    await page.locator('.status[data-kind="live"]').waitFor();
    await page.locator('[data-fact="proof"]', { hasText: "1 digest verified" }).waitFor();
    expect(await page.title()).toBe("Day 3 evening · elsewhere");
  });

  it("offers nothing that its own program decides", async () => {
    await room("controls").getByText("Paced by its own program").waitFor();
    expect(
      await room("controls")
        .getByRole("button", { name: /pause|go on|step/i })
        .count(),
    ).toBe(0);
    expect(await room("controls").getByRole("combobox", { name: "Speed" }).count()).toBe(0);
    expect(await page.locator(".seed").count()).toBe(0);
    await page.locator('[data-fact="kind"]', { hasText: "external" }).waitFor();
    // The key says why nothing happens, and asks nobody.
    await page.keyboard.press("Space");
    await page.getByRole("alert").filter({ hasText: "What happens in this town, its own program decides." }).waitFor();
  });

  it("can be looked back on while its program goes on", async () => {
    const greet = (message: string) => ({ operation: "greet", participant_ids: ["ada"], effects: [], message });
    await publish(greet("one"), greet("two"), greet("three"));
    await until(async () => (await rows()).length).toBe(3);
    await page.keyboard.press("[");
    await page.locator('.status[data-kind="behind"]', { hasText: "1 behind" }).waitFor();
    await publish(greet("four"));
    await page.locator('.status[data-kind="behind"]', { hasText: "2 behind" }).waitFor();
    await page.keyboard.press("g");
    await page.locator('.status[data-kind="live"]').waitFor();
  });

  it("takes names and words as text, whatever they hold", async () => {
    await publish(
      { operation: "speak", participant_ids: ["ada", "cyd"], effects: [], message: WORDS },
      { operation: "nod", participant_ids: ["ada", "bob"], effects: [] },
      { type: "citizen", kind: "rested", citizens: ["ada", "bob", "cyd"] },
      { type: "coalition", kind: "formed", coalition: "north", name: NAMES.ada, members: ["ada", "bob", "cyd", "dee"] },
    );
    await until(async () => (await rows()).length).toBe(4);
    const feed = (await rows()).join();
    expect(feed).toContain(WORDS);
    expect(feed).toContain(`${NAMES.ada} and ${NAMES.bob}`);
    expect(feed).toContain(NAMES.cyd);
    const named = await room("scatter")
      .locator('[role="option"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? one.textContent));
    for (const name of Object.values(NAMES)) expect(named.some((label) => label?.includes(name))).toBe(true);
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("img, marquee").count()).toBe(0);
    // Every script is the page's own.
    expect(await page.locator("script:not([src])").count()).toBe(0);
  });
});
