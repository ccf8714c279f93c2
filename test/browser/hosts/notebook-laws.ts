import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Browser, Locator, Page } from "playwright-core";
import { launchChromium } from "../chromium.ts";
import { serveTown, type ServedTown } from "../serve-town.ts";
import { until } from "../until.ts";
import { clickMark } from "./click-mark.ts";
import type { KernelTap } from "./kernel-tap.ts";

/** A notebook of this repository, opened as a person opens it, all its cells run. */
export type Notebook = {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly kernel: KernelTap;
  /** The table that a cell makes of who is chosen. */
  readonly table: Locator;
  /** The host's own slider for the cards' level of detail. */
  readonly detail: Locator;
  /** Presses one of the notebook's own buttons. */
  press(label: string): Promise<void>;
  /** Chooses what those one chose are to do. */
  choose(operation: string): Promise<unknown>;
  /** Asks for the sweep of many towns, where that is not done yet. The plot that comes of it. */
  sweep(): Promise<Locator>;
  /** What cells raised. */
  errors(): Promise<readonly string[]>;
  /** Runs again at least the cells that make widgets, and those that show them. */
  again(): Promise<void>;
  close(): Promise<void>;
};

/** What the notebooks promise, whoever shows them. */
export function notebookLaws(open: (browser: Browser, town: ServedTown) => Promise<Notebook>): void {
  let browser: Browser;
  let town: ServedTown;
  let notebook: Notebook;

  beforeAll(async () => {
    [browser, town] = await Promise.all([launchChromium(), serveTown("--port", "0", "--speed", "8")]);
    notebook = await open(browser, town);
    await citizens().nth(24).waitFor({ state: "attached", timeout: 100_000 });
  }, 120_000);
  afterAll(async () => {
    await notebook?.close();
    await Promise.all([browser?.close(), town?.kill()]);
  });
  afterEach(async () => {
    if (!notebook.page.isClosed()) expect(await notebook.errors()).toEqual([]);
    expect(notebook.faults).toEqual([]);
  });

  const citizens = () => notebook.page.locator(".agent-town-scatter [data-citizen]");
  const status = () => town.ask<{ readonly watching: number; readonly seq: number; readonly paused: boolean }>("");
  const watching = async () => (await status()).watching;
  const newest = async () => (await status()).seq;

  it("runs from top to bottom, and its picture shows twenty-five citizens who move", async () => {
    await until(() => citizens().count()).toBe(25);
    const places = () =>
      citizens().evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).style.transform).join());
    const before = await places();
    await until(async () => (await places()) !== before).toBe(true);
  });

  it("has one connection for all its widgets", async () => {
    for (const widget of ["cards", "feed", "coalitions", "controls"])
      await until(() => notebook.page.locator(`.agent-town-${widget} .root > *`).count()).toBeGreaterThan(0);
    await until(watching).toBe(1);
  });

  it("makes a cell's table of whom a person clicks", async () => {
    await town.post("/control", { action: "pause" });
    const scatter = notebook.page.locator(".agent-town-scatter");
    await clickMark(scatter, scatter.locator('[data-citizen="clara"]'));
    await until(async () => (await notebook.table.innerText()).match(/Bob|Clara|Victor/g)).toEqual(["Clara"]);
    await town.post("/control", { action: "resume" });
  });

  it("takes part: its buttons pause the town, step it, let whom one chose do something, and let it go on", async () => {
    const paused = async () => (await status()).paused;
    await notebook.press("Pause");
    await until(paused).toBe(true);
    // Waking is the first event of a morning: after that step nobody rests, and so nobody is kept from what they are to do.
    await town.post("/control", { action: "step", by: "day" });
    const before = await newest();
    await notebook.press("Step: event");
    await until(newest).toBeGreaterThan(before);
    await notebook.choose("greet");
    await notebook.press("now");
    await notebook.page.getByText("greet takes 2 citizens, got 1").waitFor();
    const refused = await newest();
    await notebook.choose("solo");
    await notebook.press("now");
    await until(newest).toBe(refused + 1);
    await notebook.press("Resume");
    await until(paused).toBe(false);
  });

  it("moves the cards' level of detail by a slider of the notebook's", async () => {
    const level = () => notebook.page.locator('.agent-town-cards input[type="range"]').inputValue();
    await until(level).toBe("2");
    await notebook.detail.focus();
    await notebook.detail.press("ArrowRight");
    await until(level).toBe("3");
  });

  it("hears nothing of what happens in the town", async () => {
    await town.post("/control", { action: "speed", speed: 64 });
    const during = async (events: number) => {
      const [messages, seq] = [notebook.kernel.messages, await newest()];
      await until(newest).toBeGreaterThanOrEqual(seq + events);
      return notebook.kernel.messages - messages;
    };
    // Once what the tests before this one said has been answered.
    await until(() => during(10)).toBe(0);
    expect(await during(60)).toBe(0);
    await town.post("/control", { action: "speed", speed: 8 });
  });

  it("plots a sweep of many towns", async () => {
    const plot = await notebook.sweep();
    await plot.waitFor();
  });

  it("leaves no connection behind when its cells run again, nor when it is closed", async () => {
    const old = notebook.page.locator("[data-old]");
    await notebook.page.locator(".agent-town-scatter").evaluate((view: HTMLElement) => (view.dataset["old"] = "yes"));
    await notebook.again();
    await until(() => old.count()).toBe(0);
    await until(() => citizens().count()).toBe(25);
    await until(watching).toBe(1);
    await notebook.page.close();
    await until(watching).toBe(0);
  });
}
