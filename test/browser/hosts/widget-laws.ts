import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Browser, Locator } from "playwright-core";
import { launchChromium } from "../chromium.ts";
import { serveTown, type ServedTown } from "../serve-town.ts";
import { until } from "../until.ts";
import { behaviourOf, documented } from "./behaviour.ts";
import { clickMark } from "./click-mark.ts";
import type { Host, Place } from "./host.ts";

/**
 * What a widget owes whoever shows it, wherever that is: one suite for a page, marimo and Jupyter.
 * @param column of the table in docs/notebooks.md that says how this host differs from others
 */
export function widgetLaws(start: (browser: Browser, town: ServedTown) => Promise<Host>, column?: string): void {
  let browser: Browser;
  let town: ServedTown;
  let host: Host;
  let place: Place;

  beforeAll(async () => {
    [browser, town] = await Promise.all([launchChromium(), serveTown("--port", "0", "--speed", "8")]);
    const headers = { "content-type": "application/json" };
    await fetch(`${town.url}/v1/town`, { method: "POST", headers, body: JSON.stringify(HOSTILE) });
    host = await start(browser, town);
    place = await host.open({
      picture: { widget: "scatter", town: "smallville", traits: { height: 400 } },
      feed: { widget: "feed", town: "smallville", traits: { height: 300 } },
      cards: { widget: "cards", town: "smallville", traits: { height: 300 } },
      hostile: { widget: "cards", town: "hostile", traits: { height: 400, lod: 3 } },
    });
  }, 120_000);
  afterAll(async () => {
    await place?.close();
    await host?.stop();
    await Promise.all([browser?.close(), town?.kill()]);
  });
  afterEach(() => expect(place.faults).toEqual([]));

  const view = (widget: string, nth = 0): Locator => place.page.locator(`.agent-town-${widget}`).nth(nth);
  const citizens = (nth = 0) => view("scatter", nth).locator("[data-citizen]");
  const projection = (nth = 0) => view("scatter", nth).getByLabel("Projection").inputValue();
  /** Who is chosen in the picture, as its list of citizens says. */
  const chosen = (nth = 0) =>
    view("scatter", nth)
      .locator('[aria-selected="true"]')
      .evaluateAll((options) => options.map((option) => (option as HTMLElement).dataset["citizen"]));
  const status = () => town.ask<{ readonly watching: number; readonly seq: number }>("");
  const watching = async () => (await status()).watching;
  const click = async () => {
    const mark = citizens().first();
    await clickMark(view("scatter"), mark);
    return mark.getAttribute("data-citizen");
  };

  it("draws the town's twenty-five citizens, and they move", async () => {
    await place.show("picture");
    await until(() => citizens().count()).toBe(25);
    const lit = await view("scatter")
      .locator("canvas")
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((count, value, i) => count + (i % 4 === 3 && value > 0 ? 1 : 0), 0);
      });
    expect(lit).toBeGreaterThan(500);
    const places = () =>
      citizens().evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).style.transform).join());
    const before = await places();
    await until(async () => (await places()) !== before).toBe(true);
  });

  it("follows what Python says, several traits at once, and tells Python what a person chose", async () => {
    await place.show("picture");
    await place.set("picture", { projection: "axes:warmth,trust", selected: ["clara"] });
    await until(() => projection()).toBe("axes");
    await until(() => chosen()).toEqual(["clara"]);
    await place.set("picture", { projection: "pca", selected: [] });
    await until(() => projection()).toBe("pca");
    await town.post("/control", { action: "pause" });
    const someone = await click();
    await until(() => place.get("picture", "selected")).toEqual([someone]);
    await town.post("/control", { action: "resume" });
  });

  it("shows one model twice: a choice in one view is seen in the other, and closing one leaves the other alive", async () => {
    await place.set("picture", { selected: [], projection: "pca" });
    await place.show("picture", "picture");
    await until(() => citizens(1).count()).toBe(25);
    await view("scatter", 0).getByLabel("Projection").selectOption("axes");
    await until(() => projection(1)).toBe("axes");
    await place.show("picture");
    await until(() => place.page.locator(".agent-town-scatter").count()).toBe(1);
    await place.set("picture", { projection: "pca" });
    await until(() => projection()).toBe("pca");
  });

  it("two widgets of a town share its moment, what is chosen, and one connection", async () => {
    await place.show("picture", "feed", "cards");
    await until(() => citizens().count()).toBe(25);
    await until(() => view("feed").locator("[data-seq]").count()).toBeGreaterThan(0);
    await until(watching).toBe(1);
    await place.set("picture", { at: 20 });
    await until(() => place.get("feed", "at")).toBe(20);
    await until(() => view("feed").locator('[data-seq="20"]').isVisible()).toBe(true);
    await place.set("feed", { at: null });
    await until(() => place.get("picture", "at")).toBe(null);
    await place.set("cards", { selected: ["bob"] });
    await until(() => chosen()).toEqual(["bob"]);
    await until(() => place.get("feed", "selected")).toEqual(["bob"]);
    await place.set("cards", { selected: [] });
    expect(await watching()).toBe(1);
  });

  it("goes to another town when its traits say so, and leaves the first", async () => {
    const there = async () =>
      (await (await fetch(`${town.url}/v1/town/hostile`)).json()) as { readonly watching: number };
    await place.show("picture");
    await place.set("picture", { town: "hostile" });
    await until(() => citizens().count()).toBe(3);
    await until(watching).toBe(0);
    await until(async () => (await there()).watching).toBe(1);
    await place.set("picture", { town: "smallville" });
    await until(() => citizens().count()).toBe(25);
    await until(async () => (await there()).watching).toBe(0);
  });

  it("leaves no connection, no listener and no element when it is closed, however often it was opened", async () => {
    await place.show("picture", "feed");
    await until(() => citizens().count()).toBe(25);
    const listening = await place.listening();
    expect(listening).toBeGreaterThan(0);
    for (let times = 0; times < 3; times++) await place.show("picture", "feed");
    await until(() => citizens().count()).toBe(25);
    await until(() => place.listening()).toBe(listening);
    await until(watching).toBe(1);
    await place.show();
    await until(() => place.page.locator('[class*="agent-town-"]').count()).toBe(0);
    await until(watching).toBe(0);
    await until(() => place.listening()).toBe(0);
  });

  it("lets nothing of what happens in the town pass through the kernel", async () => {
    await place.show("picture", "feed");
    await until(() => citizens().count()).toBe(25);
    const { seq } = await status();
    const newest = () => view("feed").locator("[data-seq]").first().getAttribute("data-seq").then(Number);
    await until(newest).toBeGreaterThan(seq);
    const before = place.kernel.messages;
    await until(newest).toBeGreaterThan(seq + 40);
    expect(place.kernel.messages).toBe(before);
  });

  it("shows names with markup as the text that they are", async () => {
    await place.show("hostile");
    await until(() => view("cards").getByText(NAME).count()).toBeGreaterThan(0);
    await place.set("picture", { query: NAME });
    await place.show("hostile", "picture", "feed");
    await until(() => view("feed").getByRole("searchbox").inputValue()).toBe(NAME);
    expect(await place.page.evaluate(() => "hacked" in window)).toBe(false);
    await place.set("picture", { query: "" });
  });

  it("is dark where its host is dark, and as its own trait says where it says something", async () => {
    await place.show("picture");
    const theme = () => view("scatter").locator(".root").getAttribute("data-theme");
    await place.dress("dark");
    await until(theme).toBe("dark");
    await place.dress("light");
    await until(theme).toBe("light");
    await place.set("picture", { theme: "dark" });
    await until(theme).toBe("dark");
    await place.set("picture", { theme: "auto" });
    await until(theme).toBe("light");
  });

  if (column === undefined) return;
  it("differs from other hosts as the documentation says", async () => {
    expect(await behaviourOf(host)).toEqual(await documented(column));
  });
}

const NAME = `<img src=x onerror="window.hacked=1">"'&`;
const HOSTILE = {
  town_id: "hostile",
  paused: true,
  regions: [{ id: "inn" }],
  citizens: ["a", "b", "c"].map((id) => ({ id, region: "inn", name: `${NAME} ${id}` })),
};
