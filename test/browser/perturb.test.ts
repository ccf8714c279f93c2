import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { OperationEvent } from "../../src/sim/event.ts";
import type { TownSnapshot } from "../../src/sim/snapshot.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";

/** The perturb panel by itself, on a town that stands still but for what is asked of it. */
let browser: Browser;
let town: ServedTown;
/** The panel that the tests share: what each needs to be chosen, it chooses. */
let alone: Alone;

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--paused");
  await town.post("/control", { action: "step", by: "day" });
  await vi.waitFor(async () => expect((await state()).day).toBe(2), { timeout: 30_000 });
  // Past the waking, so that nobody is asked out of bed.
  await town.post("/control", { action: "step", by: "phase" });
  await vi.waitFor(async () => expect((await state()).phase).toBe("AFTERNOON"), { timeout: 30_000 });
  alone = await open({});
});

beforeEach(() => alone.set("selected", []));

afterEach(() => expect(alone.faults.splice(0)).toEqual([]));

afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

const state = () => town.ask<TownSnapshot>("/state");

/** Two citizens in one place, and one elsewhere. */
async function people(): Promise<{ readonly together: readonly TownCitizen[]; readonly apart: TownCitizen }> {
  const { citizens } = await state();
  for (const one of citizens) {
    const other = citizens.find(({ id, region }) => id !== one.id && region === one.region);
    const apart = citizens.find(({ region }) => region !== one.region);
    if (other && apart) return { together: [one, other], apart };
  }
  throw new Error("nobody is with anybody");
}
type TownCitizen = TownSnapshot["citizens"][number];

async function open(traits: Record<string, unknown>, options?: Parameters<Browser["newPage"]>[0]): Promise<Alone> {
  const alone = await openAlone(browser, town, "perturb", traits, options);
  await alone.page.getByRole("radiogroup").waitFor();
  return alone;
}

const button = ({ page }: Alone) => page.getByRole("button", { name: "Let it happen" });
/** Whoever is chosen is in the panel's list, not only in the model. */
async function choose(ids: readonly string[]): Promise<void> {
  await alone.set("selected", ids);
  await expect.poll(() => alone.page.locator(".chosen li").count()).toBe(ids.length);
}

const operation = ({ page }: Alone, id: string) => page.locator(`[data-operation="${id}"]`);

describe("the perturb panel", () => {
  it("lets it happen, and shows the event that came of it as the server has it", async () => {
    const { together } = await people();
    await alone.set(
      "selected",
      together.map(({ id }) => id),
    );
    await operation(alone, "teach").click();
    const foretold = await alone.page.locator(".foretold dd").allTextContents();
    await button(alone).click();
    const outcome = alone.page.locator('[data-asked="happened"]');
    await outcome.waitFor();

    const { seq } = await state();
    const { events } = await town.ask<{ events: OperationEvent[] }>(`/history?after=${seq - 1}`);
    expect(events[0]).toMatchObject({ operation: "teach", participant_ids: together.map(({ id }) => id) });
    expect(await outcome.locator(".message").textContent()).toBe(events[0].message);
    expect(await outcome.locator(".when").textContent()).toContain(`Event ${seq}, day 2 afternoon`);
    // What was foretold of a town that stands still is what came of it.
    expect(await outcome.locator("dd").allTextContents()).toEqual(foretold);
  });

  it("says why not before anyone asks, in the town's own words", async () => {
    const { together, apart } = await people();
    await choose([together[0].id, apart.id]);
    await operation(alone, "greet").click();
    expect(await button(alone).isDisabled()).toBe(true);
    const refused = { operation: "greet", participants: [together[0].id, apart.id] };
    const answer = await town.post("/perturb", refused).then(() => "", String);
    const shown = (await alone.page.locator(".standing").textContent())!.replace(/\.$/, "");
    expect(answer.toLowerCase()).toContain(`"cannot greet: ${shown.toLowerCase()}"`);
    expect(await operation(alone, "solo").textContent()).toContain("only 1 citizen");

    // Without the one who is elsewhere, what one can do alone can be done.
    await alone.page.getByRole("button", { name: `Leave ${apart.name} out` }).click();
    await operation(alone, "solo").click();
    expect(await button(alone).isDisabled()).toBe(false);
    expect(await alone.get("selected")).toEqual([together[0].id]);
  });

  it("tells what the server refuses as it comes", async () => {
    const { together } = await people();
    await alone.set(
      "selected",
      together.map(({ id }) => id),
    );
    const detail = "this server lets only those command who have its token";
    await alone.page.route("**/perturb", (route) =>
      route.fulfill({
        status: 401,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "unauthorized", detail }),
      }),
    );
    await operation(alone, "dispute").click();
    await button(alone).click();
    await alone.page.locator('[data-asked="refused"]').waitFor();
    expect(await alone.page.locator(".refused").textContent()).toContain(detail);
    await alone.page.unroute("**/perturb");
    // Chromium's own word on the 401.
    expect(alone.faults.splice(0)).toHaveLength(1);
  });

  it("can be used by keyboard alone", async () => {
    const { together } = await people();
    const { page } = alone;
    await page.getByText(/^Choose who/).waitFor();
    await page.getByRole("combobox").focus();
    for (const { name } of together) {
      await page.keyboard.type(name);
      await page.getByRole("option", { name }).first().waitFor();
      await page.keyboard.press("Enter");
    }
    await expect.poll(() => alone.get("selected")).toEqual(together.map(({ id }) => id));
    await page.getByRole("button", { name: "Swap" }).press("Enter");
    await expect.poll(() => alone.get("selected")).toEqual(together.map(({ id }) => id).toReversed());
    // A radio group has one stop; the arrows choose.
    await page.getByRole("radio", { name: /^greet/ }).focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("radio", { name: /^dispute/ }).isChecked()).toBe(true);
    await button(alone).press("Enter");
    await page.locator('[data-asked="happened"]').waitFor();
    expect(await page.locator(".outcome .message").textContent()).toMatch(
      new RegExp(`^${together[1].name} and ${together[0].name} quarrelled`),
    );
  });

  it("lets chance choose those who can", async () => {
    await operation(alone, "gossip").click();
    await alone.page.getByRole("button", { name: "Let chance choose" }).click();
    await expect.poll(() => alone.get("selected")).toHaveLength(2);
    expect(await button(alone).isEnabled()).toBe(true);
    // Nothing has dissolved yet, so nobody has anything to mourn; and that is said only of what was asked.
    await operation(alone, "mourn").click();
    await alone.page.getByRole("button", { name: "Let chance choose" }).click();
    await alone.page.getByText("Nobody here can mourn now.").waitFor();
    await operation(alone, "gossip").click();
    await alone.page.getByText("Nobody here can mourn now.").waitFor({ state: "detached" });
  });

  it.each(["light", "dark"] as const)(
    "has no accessibility problem in the %s theme, and room at 320 px",
    async (colorScheme) => {
      const { together } = await people();
      const alone = await open(
        { selected: together.map(({ id }) => id) },
        { colorScheme, viewport: { width: 320 + 32, height: 800 } },
      );
      const { page } = alone;
      await operation(alone, "trade").click();
      await page.locator(".foretold").waitFor();
      expect(await axeProblems(page)).toEqual([]);
      await page.getByRole("combobox").focus();
      await page.getByRole("option").first().waitFor();
      expect(await axeProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(352);
      const cut = await page.locator(".perturb").evaluate((panel) =>
        Array.from(panel.querySelectorAll<HTMLElement>("*"))
          .filter((one) => !one.closest(".unseen") && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
          .map((one) => one.outerHTML),
      );
      expect(cut).toEqual([]);
      expect(alone.faults).toEqual([]);
      await page.close();
    },
  );
});
