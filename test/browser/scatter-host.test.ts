import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { bundle, openStage } from "./scatter-stage.ts";
import { until } from "./until.ts";

/** What any widget owes its host, shown by the scatter on a plain page. */

let browser: Browser;
let script: string;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [browser, script] = await Promise.all([launchChromium(), bundle("test/browser/scatter.page.ts")]);
});
afterAll(() => browser.close());
beforeEach(async () => {
  ({ page, faults } = await openStage(browser, script));
  await page.evaluate(() => {
    window.page = new window.ScatterPage({ seed: 7, citizens: 10 }, { height: 300 });
    window.page.run(2);
  });
});
afterEach(async () => {
  await page.close();
  expect(faults).toEqual([]);
});

/** Renders a view into a new element of the page. */
const show = () =>
  page.evaluate(() => {
    const el = document.createElement("div");
    document.querySelector("#place")!.append(el);
    window.closeView = window.scatter.render({ model: window.page.model, el });
  });
const settled = (count = 1) => until(() => page.locator('.surface[data-settled="true"]').count()).toBe(count);
const listening = () => page.evaluate(() => window.page.model.listening);

describe("a widget and its host", () => {
  it("two views of one model show the same, and a choice in one is seen in the other", async () => {
    await show();
    await show();
    await settled(2);
    await page.getByLabel("Projection").first().selectOption("axes");
    await until(() => page.getByLabel("Projection").last().inputValue()).toBe("axes");
    await settled(2);
    const places = await page
      .locator(".surface")
      .evaluateAll((surfaces) =>
        surfaces.map((surface) =>
          [...surface.querySelectorAll<HTMLElement>("[data-citizen]")].map(
            ({ dataset }) => `${dataset["x"]} ${dataset["y"]}`,
          ),
        ),
      );
    expect(places[0]).toHaveLength(10);
    expect(places[0]).toEqual(places[1]);
  });

  it("closing one view leaves the other alive, and closing both leaves the model without a listener and the page without a trace", async () => {
    await show();
    const alone = await listening();
    await page.evaluate(() => {
      const el = document.createElement("div");
      document.querySelector("#place")!.append(el);
      window.scatter.render({ model: window.page.model, el })();
      if (el.childNodes.length > 0) throw new Error("a closed view left something in its element");
    });
    expect(alone).toBeGreaterThan(0);
    expect(await listening()).toBe(alone);
    await page.evaluate(() => window.page.run(1));
    await settled();
    await page.evaluate(() => {
      window.closeView();
      window.closeView();
    });
    expect(await listening()).toBe(0);
    expect(await page.locator(".agent-town-scatter").count()).toBe(0);
  });

  it("asks for no frame, and hears nothing, once it is closed", async () => {
    await show();
    await settled();
    const frames = await page.evaluate(async () => {
      window.closeView();
      let asked = 0;
      const real = window.requestAnimationFrame;
      window.requestAnimationFrame = (callback) => (asked++, real(callback));
      window.page.run(1);
      window.page.model.set("projection", "axes:warmth,trust");
      dispatchEvent(new Event("resize"));
      await new Promise((resolve) => real(() => real(resolve)));
      return asked;
    });
    expect(frames).toBe(0);
  });

  it("closes by the host's signal as well, and draws nothing when that came before", async () => {
    const left = await page.evaluate(() => {
      const el = document.querySelector<HTMLElement>("#place")!;
      const host = new AbortController();
      window.scatter.render({ model: window.page.model, el, signal: host.signal });
      const open = el.childNodes.length;
      host.abort();
      const after = el.childNodes.length;
      window.scatter.render({ model: window.page.model, el, signal: host.signal });
      return [open, after, el.childNodes.length, window.page.model.listening];
    });
    expect(left).toEqual([1, 0, 0, 0]);
  });

  it("draws in an element that is put into the page only later, and follows its size", async () => {
    await page.evaluate(() => {
      const el = document.createElement("div");
      window.closeView = window.scatter.render({ model: window.page.model, el });
      requestAnimationFrame(() => document.querySelector("#place")!.append(el));
    });
    await settled();
    const lit = () =>
      page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return { width: canvas.width, lit: data.some((value, i) => i % 4 === 3 && value === 255) };
      });
    const before = await lit();
    expect(before.lit).toBe(true);
    await page.setViewportSize({ width: 640, height: 480 });
    await until(async () => (await lit()).width).toBeLessThan(before.width);
  });

  it("lives in another's shadow root", async () => {
    await page.evaluate(() => {
      const el = document.createElement("div");
      document.querySelector("#place")!.attachShadow({ mode: "open" }).append(el);
      window.closeView = window.scatter.render({ model: window.page.model, el });
    });
    await settled();
    expect(await page.getByRole("listbox").count()).toBe(1);
  });

  it("lets no style in and none out", async () => {
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement("button"), { id: "outside", textContent: "outside" }));
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("button { border: 7px solid red !important; } .legend { display: none !important; }");
      document.adoptedStyleSheets = [sheet];
    });
    const outside = () =>
      page
        .locator("#outside")
        .evaluate((element) => getComputedStyle(element).cssText + getComputedStyle(element).font);
    const before = await outside();
    await show();
    await settled();
    expect(await outside()).toBe(before);
    const inside = page.locator(".legend button").first();
    expect(await inside.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe("1px");
    expect(await inside.isVisible()).toBe(true);
  });

  it("without an observer at hand connects to its own url and town, again when they change, and hangs up when closed", async () => {
    const asked: string[] = [];
    const hungUp: string[] = [];
    await page.route("http://towns.test/**", (route) => void asked.push(route.request().url()));
    page.on("requestfailed", (request) => void hungUp.push(request.url()));
    await page.evaluate(() => {
      const model = new window.ScatterPage.Model({ url: "http://towns.test", town: "smallville" });
      window.closeView = window.scatter.render({ model, el: document.querySelector<HTMLElement>("#place")! });
      Object.assign(window, { model });
    });
    await until(() => asked.some((url) => url.includes("/v1/town/smallville/"))).toBe(true);
    expect(await page.getByRole("status").textContent()).toBe("Connecting to the town…");
    await page.evaluate(() =>
      (window as unknown as { model: { set(key: string, value: string): void } }).model.set("town", "elsewhere"),
    );
    await until(() => asked.some((url) => url.includes("/v1/town/elsewhere/"))).toBe(true);
    await until(() => hungUp.some((url) => url.includes("/smallville/"))).toBe(true);
    await page.evaluate(() => window.closeView());
    await until(() => hungUp.some((url) => url.includes("/elsewhere/"))).toBe(true);
    faults.length = 0;
  });

  it("without a town says what it needs", async () => {
    await page.evaluate(() => {
      const model = new window.ScatterPage.Model({});
      window.closeView = window.scatter.render({ model, el: document.querySelector<HTMLElement>("#place")! });
    });
    expect(await page.locator(".agent-town-scatter .root").textContent()).toContain("set this widget's town");
  });
});
