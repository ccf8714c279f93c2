import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { bundle, openStage } from "./scatter-stage.ts";
import { until } from "./until.ts";

/** A town of thousands, drawn by the graphics card (here: by software that stands in for one). */
const CONFIG = { seed: 1, citizens: 2100 };

let browser: Browser;
let script: string;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [browser, script] = await Promise.all([launchChromium(), bundle("test/browser/scatter.page.ts")]);
});
afterAll(() => browser.close());
afterEach(async () => {
  await page.close();
  expect(faults).toEqual([]);
});

async function open(
  traits: Record<string, unknown> = {},
  { without = false, ...options }: BrowserContextOptions & { without?: boolean } = {},
): Promise<void> {
  ({ page, faults } = await openStage(browser, script, { reducedMotion: "reduce", ...options }));
  await page.evaluate(
    ({ config, traits, without }) => {
      if (without) {
        const { getContext } = HTMLCanvasElement.prototype as {
          getContext: (this: void, ...rest: unknown[]) => unknown;
        };
        Object.assign(HTMLCanvasElement.prototype, {
          getContext(this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
            return kind === "webgl2" ? null : Reflect.apply(getContext, this, [kind, ...rest]);
          },
        });
      }
      window.page = new window.ScatterPage(config, { projection: "axes:warmth,trust", height: 640, ...traits });
      window.page.run(2);
      window.closeView = window.scatter.render({
        model: window.page.model,
        el: document.querySelector<HTMLElement>("#place")!,
      });
    },
    { config: CONFIG, traits, without },
  );
  await settled();
}

const settled = () => page.locator('.surface[data-settled="true"]').waitFor({ state: "attached" });
const trait = (key: string) => page.evaluate((key) => window.page.model.get(key), key);

async function change(work: () => Promise<unknown>): Promise<void> {
  await work();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await settled();
}

/** What the list says is drawn, of the first 300 citizens. */
const drawn = () =>
  page.locator("[data-citizen]").evaluateAll((all) =>
    all.map((element) => {
      const { citizen, x, y, colour, dimmed } = (element as HTMLElement).dataset as Record<string, string>;
      return { citizen, x: Number(x), y: Number(y), colour, dimmed: dimmed === "true" };
    }),
  );

/** Those of whom nobody else's mark is near, as far as all 2,100 places say. */
async function lonely() {
  const places = await page.evaluate(() => {
    const { town } = window.page.simulation;
    return town.citizens.map((_, row) => [town.traits[7 * row], town.traits[7 * row + 2]]);
  });
  const near = (a: number[], b: number[]) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 0.015;
  const shown = await drawn();
  return shown.filter((_, row) => places.filter((place) => near(place, places[row])).length === 1);
}

type Pixels = { width: number; height: number; data: Uint8ClampedArray };

/** The plot as people see it, all of its canvases over each other. */
async function picture(): Promise<Pixels> {
  const { x, y, width, height } = (await page.locator(".surface").boundingBox())!;
  const png = await page.screenshot({ clip: { x, y, width, height } });
  const [wide, numbers] = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.codePointAt(0)!);
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = "";
    for (let i = 0; i < data.length; i += 8192) text += String.fromCodePoint(...data.subarray(i, i + 8192));
    return [image.width, btoa(text)] as const;
  }, png.toString("base64"));
  const data = new Uint8ClampedArray(Buffer.from(numbers, "base64"));
  return { width: wide, height: data.length / 4 / wide, data };
}

/** How far the middle of what is of a colour, within 5 px of a place, lies from it; undefined where nothing is. */
function off({ width, data }: Pixels, place: { x: number; y: number; colour: string }): number | undefined {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(place.colour.slice(at, at + 2), 16));
  let [sumX, sumY, count] = [0, 0, 0];
  for (let y = Math.round(place.y) - 5; y <= Math.round(place.y) + 5; y++) {
    for (let x = Math.round(place.x) - 5; x <= Math.round(place.x) + 5; x++) {
      const at = 4 * (y * width + x);
      if (!wanted.every((value, channel) => Math.abs(data[at + channel] - value) <= 24)) continue;
      sumX += x + 0.5;
      sumY += y + 0.5;
      count++;
    }
  }
  return count === 0 ? undefined : Math.hypot(sumX / count - place.x, sumY / count - place.y);
}

describe("the scatter of a large town", () => {
  it("is drawn with WebGL2 and no error: each mark in its colour, within 1 px of where the list says", async () => {
    await open();
    expect(await page.locator(".surface > canvas").count()).toBe(3);
    const alone = await lonely();
    expect(alone.length).toBeGreaterThan(4);
    const seen = await picture();
    for (const place of alone) expect(off(seen, place), place.citizen).toBeLessThan(1);
    expect(await glError()).toBe(0);
  });

  it("without WebGL2 is the same picture, to a pixel", async () => {
    await open();
    const [places, seen] = [await lonely(), await picture()];
    await page.close();
    await open({}, { without: true });
    expect(await drawn()).toEqual(expect.arrayContaining(places));
    const stamped = await picture();
    expect([stamped.width, stamped.height]).toEqual([seen.width, seen.height]);
    for (const place of places) expect(off(stamped, place), place.citizen).toBeLessThan(1);
    expect(differing(seen, stamped)).toBeLessThan(0.04);
  });

  it("dims who is not in focus, and lets a click choose who is under it", async () => {
    await open();
    const [someone] = (await lonely()).filter(({ colour }) => colour !== "#8b8f95");
    await change(() => page.evaluate(() => window.page.model.set("focus", "*unaffiliated")));
    expect((await drawn()).find(({ citizen }) => citizen === someone.citizen)!.dimmed).toBe(true);
    expect(off(await picture(), someone)).toBeUndefined();
    const { x, y } = (await page.locator(".surface").boundingBox())!;
    await change(() => page.mouse.click(x + someone.x, y + someone.y));
    expect(await trait("selected")).toEqual([someone.citizen]);
    // Whoever is selected never stands back.
    expect(off(await picture(), someone)).toBeLessThan(1);
  });

  it("glides on the card where there may be motion, and shows where it went", async () => {
    await open({}, { reducedMotion: "no-preference" });
    const [someone] = await lonely();
    await change(() =>
      page.evaluate((id) => {
        const { town } = window.page.simulation;
        const row = town.citizenIndex.get(id)!;
        const places = town.citizens.map((_, i) => [town.traits[7 * i], town.traits[7 * i + 2]]);
        // To where there is the most room, within the others' box.
        const [least, most] = [Math.min, Math.max].map((of) => [0, 1].map((k) => of(...places.map((at) => at[k]))));
        let [best, room] = [places[row], 0];
        for (let i = 0; i <= 400; i++) {
          const at = [0, 1].map((k) => least[k] + ((k === 0 ? i % 20 : i / 20) / 20) * (most[k] - least[k]));
          const near = Math.min(...places.map(([x, y]) => Math.hypot(at[0] - x, at[1] - y)));
          if (near > room) [best, room] = [at, near];
        }
        [town.traits[7 * row], town.traits[7 * row + 2]] = best;
        window.page.show();
      }, someone.citizen),
    );
    const moved = (await drawn()).find(({ citizen }) => citizen === someone.citizen)!;
    expect(Math.hypot(moved.x - someone.x, moved.y - someone.y)).toBeGreaterThan(40);
    const seen = await picture();
    expect(off(seen, moved)).toBeLessThan(1);
    expect(off(seen, someone)).toBeUndefined();
    expect(await glError()).toBe(0);
  });

  it("survives the loss of its context, and draws with it again when it is back", async () => {
    await open();
    const [place] = await lonely();
    await page.evaluate(() => {
      const canvas = document.querySelector(".agent-town-scatter")!.shadowRoot!.querySelectorAll("canvas")[1];
      const gl = canvas.getContext("webgl2")!;
      Object.assign(window, { lost: gl.getExtension("WEBGL_lose_context") });
      (window as unknown as { lost: WEBGL_lose_context }).lost.loseContext();
    });
    await until(async () => (off(await picture(), place) ?? 9) < 1).toBe(true);
    await page.evaluate(() => (window as unknown as { lost: WEBGL_lose_context }).lost.restoreContext());
    await until(glError).toBe(0);
    await change(() => page.evaluate(() => window.page.show()));
    expect(off(await picture(), place)).toBeLessThan(1);
  });

  it("gives its context back when it is closed", async () => {
    await open();
    const lost = await page.evaluate(async () => {
      const canvas = document.querySelector(".agent-town-scatter")!.shadowRoot!.querySelectorAll("canvas")[1];
      const gl = canvas.getContext("webgl2")!;
      const before = gl.isContextLost();
      window.closeView();
      return [before, gl.isContextLost()];
    });
    expect(lost).toEqual([false, true]);
  });
});

/** What the card complained of; 37442 while the context is lost. */
const glError = () =>
  page
    .locator(".surface > canvas")
    .nth(1)
    .evaluate((canvas) => (canvas as HTMLCanvasElement).getContext("webgl2")!.getError());

/** The share of pixels that differ by more than a shade. */
function differing(a: Pixels, b: Pixels): number {
  let count = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if ([0, 1, 2].some((channel) => Math.abs(a.data[i + channel] - b.data[i + channel]) > 64)) count++;
  return count / (a.data.length / 4);
}
