import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CoalitionsView, LifelinesView } from "../../src/wire/view/coalitions.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";

/** The coalitions panel by itself, with a real town in which coalitions have formed, split and merged. */
let browser: Browser;
let town: ServedTown;
let alone: Alone;

const step = (by: string) => town.post("/control", { action: "step", by });
const living = () => town.ask<CoalitionsView>("/coalitions");
const lifelines = async () => (await town.ask<LifelinesView>("/lifelines?limit=1000")).lifelines;

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
  alone = await openAlone(browser, town, "coalitions", traits, {
    viewport: { width: width + 32, height: 760 },
    colorScheme,
  });
  await alone.page.locator(".coalition").first().waitFor();
  await alone.page.locator(".ribbon").first().waitFor();
};
const row = (id: string) => alone.page.locator(`.coalition[data-coalition="${id}"]`);
const numberOf = async (id: string, fact: string) =>
  Number.parseInt((await row(id).locator(`[data-fact="${fact}"]`).textContent())!, 10);
const moment = () => alone.page.locator(".moment").getAttribute("d");

describe("the coalitions panel", () => {
  it("lists those that live, largest first, with what the server says of them", async () => {
    await open(640);
    const { coalitions } = await living();
    const ids = await alone.page
      .locator(".coalition")
      .evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset["coalition"]));
    expect(ids).toEqual(coalitions.toSorted((a, b) => b.members.length - a.members.length).map(({ id }) => id));
    for (const { id, name, members, bridges, strength, cohesion, since } of coalitions) {
      expect(await row(id).locator(".name").textContent()).toBe(name);
      expect(await numberOf(id, "members")).toBe(members.length);
      expect(await numberOf(id, "bridges")).toBe(bridges.length);
      expect(
        await row(id)
          .getByRole("img", { name: `strength ${strength.toFixed(2)}` })
          .count(),
      ).toBe(1);
      expect(
        await row(id)
          .getByRole("img", { name: `cohesion ${cohesion.toFixed(2)}` })
          .count(),
      ).toBe(1);
      expect(await row(id).locator('[data-fact="since"]').textContent()).toContain(`day ${since}`);
    }
  });

  it("opens one to its members, and chooses among them", async () => {
    await open(380);
    const { coalitions } = await living();
    const [{ id, name, members }] = coalitions;
    await alone.page.getByRole("button", { name: `Members of ${name}` }).click();
    const chips = row(id).locator(".members .chip");
    expect(await chips.count()).toBe(members.length);
    await chips.first().getByRole("button").click();
    await expect.poll(() => alone.get("selected")).toEqual([members[0]]);
    await chips.first().getByRole("button").click();
    await expect.poll(() => alone.get("selected")).toEqual([]);
  });

  it("brings one forward by its name and lets go of it again, also by keyboard", async () => {
    await open(380);
    const ids = await alone.page
      .locator(".coalition")
      .evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset["coalition"]!));
    await row(ids[0]).locator(".name").click();
    await expect.poll(() => alone.get("focus")).toBe(ids[0]);
    await alone.page.locator(`.ribbon[data-coalition="${ids[1]}"][data-dimmed]`).first().waitFor();
    await alone.page.keyboard.press("ArrowDown");
    await alone.page.keyboard.press("Enter");
    await expect.poll(() => alone.get("focus")).toBe(ids[1]);
    await alone.page.keyboard.press("Enter");
    await expect.poll(() => alone.get("focus")).toBe("");
    await alone.page.keyboard.press("ArrowRight");
    await row(ids[1]).locator(".members").waitFor();
  });

  it("draws every life over the run, and goes to a change by keyboard", async () => {
    await open(640);
    const lives = await lifelines();
    const drawn = await alone.page
      .locator(".ribbon")
      .evaluateAll((ribbons) => ribbons.map((ribbon) => (ribbon as SVGElement).dataset["coalition"]!));
    expect(drawn.toSorted()).toEqual(lives.map(({ coalition }) => coalition).toSorted());
    const turns = lives.flatMap(({ born, changes, ended }) => [born, ...changes, ...(ended ? [ended] : [])]);
    const chart = alone.page.getByRole("slider");
    expect(await chart.getAttribute("aria-valuemax")).toBe(String(turns.length));
    const now = await moment();
    await chart.focus();
    await alone.page.keyboard.press("Home");
    const [first] = lives;
    await expect
      .poll(() => chart.getAttribute("aria-valuetext"))
      .toBe(`Day ${first.born.day} ${first.born.phase.toLowerCase()}: ${first.name} formed with ${first.born.size}`);
    await alone.page.keyboard.press("Enter");
    await expect.poll(moment).not.toBe(now);
    await expect.poll(() => alone.page.locator(".living h2").textContent()).toBe("1 coalition");
  });

  it("says on hover what happened there, and a click goes to it", async () => {
    await open(640);
    const lives = await lifelines();
    const { name, ended } = lives.find((life) => life.ended?.kind === "merged")!;
    const ribbon = alone.page.locator(
      `.ribbon[data-coalition="${lives.find((life) => life.name === name)!.coalition}"]`,
    );
    const box = (await ribbon.boundingBox())!;
    await alone.page.mouse.move(box.x + box.width - 1, box.y + box.height / 2);
    const into = lives.find(({ coalition }) => coalition === ended!.relative)!.name;
    await expect
      .poll(() => alone.page.locator(".tip").textContent())
      .toBe(`Day ${ended!.day} ${ended!.phase.toLowerCase()}: ${name} merged into ${into}`);
    const now = await moment();
    await alone.page.mouse.down();
    await alone.page.mouse.up();
    await expect.poll(moment).not.toBe(now);
  });

  it("says whom two share, and chooses them", async () => {
    await open(380);
    const { coalitions, bridges } = await living();
    expect(bridges.length).toBeGreaterThan(0);
    const [a, b] = bridges[0].coalitions.map((id) => coalitions.find((one) => one.id === id)!);
    const shared = a.members.filter((id) => b.members.includes(id));
    const cell = alone.page.locator(`.cell[data-pair="${a.id} ${b.id}"]`);
    expect(await cell.textContent()).toBe(String(shared.length));
    await cell.click();
    await expect.poll(() => alone.get("selected")).toEqual(shared);
    await cell.click();
    await expect.poll(() => alone.get("selected")).toEqual([]);
    await alone.page.getByRole("button", { name: /bridge/ }).click();
    await expect.poll(() => alone.get("focus")).toBe("*bridges");
  });

  it("names those that ended, and shows their end", async () => {
    await open(380);
    const over = (await lifelines()).filter(({ ended }) => ended !== null);
    expect(await alone.page.locator(".ended h2").textContent()).toBe(`${over.length} ended`);
    const now = await moment();
    await alone.page.locator(".ended li button").last().click();
    await expect.poll(moment).not.toBe(now);
  });

  it.for(["light", "dark"] as const)(
    "has nothing that axe finds, and nothing cut at 320 px, in the %s theme",
    async (theme) => {
      await open(320, {}, theme);
      const { coalitions } = await living();
      await alone.page.getByRole("button", { name: `Members of ${coalitions[0].name}` }).click();
      expect(await axeProblems(alone.page)).toEqual([]);
      const cut = await alone.page.locator(".coalitions").evaluate((panel) => {
        const parts = [
          ...panel.querySelectorAll<HTMLElement>(".facts, .name > span, .number, .heading, .ended button"),
        ];
        return parts
          .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
          .map((part) => part.textContent);
      });
      expect(cut).toEqual([]);
      expect(
        await alone.page.evaluate(
          () => document.scrollingElement!.scrollWidth > document.scrollingElement!.clientWidth,
        ),
      ).toBe(false);
    },
  );
});
