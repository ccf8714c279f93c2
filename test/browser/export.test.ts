import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { coalitionMark, NEUTRALS } from "../../src/scene/palette.ts";
import { still } from "../../src/scene/scatter-still.ts";
import { apply } from "../../src/sim/apply.ts";
import { digest } from "../../src/sim/digest.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { restore, type TownSnapshot } from "../../src/sim/snapshot.ts";
import { readRecording } from "../../src/wire/recording.ts";
import { figureOf } from "../../src/widgets/export/figure.ts";
import { figureSvg } from "../../src/widgets/export/figure-svg.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** The export panel by itself: every file that it saves is opened and looked into. */
let browser: Browser;
let town: ServedTown;
/** The panel that most tests press the buttons of. */
let alone: Alone;

beforeAll(async () => {
  browser = await launchChromium();
  town = await serveTown("--port", "0", "--paused");
  for (const by of ["day", "phase", "phase"]) await town.post("/control", { action: "step", by });
  await vi.waitFor(async () => expect((await state()).phase).toBe("EVENING"), { timeout: 30_000 });
  alone = await open();
});

afterEach(async () => {
  expect(alone.faults.splice(0)).toEqual([]);
  for (const [trait, value] of Object.entries({ theme: "auto", focus: "", kind: "", query: "" }))
    await alone.set(trait, value);
});

afterAll(async () => {
  await Promise.all([browser?.close(), town?.kill()]);
});

const state = (at?: number) => town.ask<TownSnapshot>(at === undefined ? "/state" : `/state?at=${at}`);

async function open(traits: Record<string, unknown> = {}, options?: Parameters<Browser["newPage"]>[0]): Promise<Alone> {
  const alone = await openAlone(browser, town, "export", traits, options);
  // What happened before the page came has come too.
  await section(alone.page, "Events").getByText("All of events 1 to").waitFor();
  return alone;
}

const section = (page: Page, title: string) =>
  page.locator("section section").filter({ has: page.getByRole("heading", { name: title }) });

/** What a press of a button saves. */
async function saved({ page }: Alone, title: string, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    section(page, title).getByRole("button", { name: button }).click(),
  ]);
  await page.locator('[data-said="saved"]').waitFor();
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** A picture's size, and how many of its pixels have each of these colours (#rrggbb). It is read by another page than made it. */
async function pixels(bytes: Buffer, colours: readonly string[]) {
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      async ([url, wanted]) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const { naturalWidth: width, naturalHeight: height } = image;
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0);
        const data = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
        // Little-endian: alpha, blue, green, red.
        const counts = wanted.map((colour) => {
          const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
          const pixel = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
          let count = 0;
          for (const one of data) if (one === pixel) count++;
          return count;
        });
        return { size: [width, height], counts };
      },
      [`data:image/png;base64,${bytes.toString("base64")}`, colours] as const,
    );
  } finally {
    await page.close();
  }
}

describe("the export panel", () => {
  it("saves the picture as PNG at the size that is asked for, in the theme and with the focus that is shown", async () => {
    const once = await saved(alone, "Picture", "PNG 1×");
    expect(once.name).toBe("smallville-day2-evening.png");
    const first = coalitionMark((await state()).coalitions[0].colour).fill;
    const small = await pixels(once.bytes, [NEUTRALS.ground.light, first.light]);
    expect(small.size).toEqual([1200, 840]);
    expect(small.counts[0]).toBeGreaterThan(0.6 * 1200 * 840);
    // Marks of the first coalition's members are filled with its colour.
    expect(small.counts[1]).toBeGreaterThan(200);

    const large = await pixels((await saved(alone, "Picture", "PNG 2×")).bytes, [first.light]);
    expect(large.size).toEqual([2400, 1680]);
    expect(large.counts[0]).toBeGreaterThan(3 * small.counts[1]);

    await alone.set("focus", (await state()).coalitions[1].id);
    await alone.set("theme", "dark");
    await alone.page.locator('[data-theme="dark"]').waitFor();
    const dark = await pixels((await saved(alone, "Picture", "PNG 1×")).bytes, [NEUTRALS.ground.dark, first.dark]);
    expect(dark.counts[0]).toBeGreaterThan(0.6 * 1200 * 840);
    // Out of focus, the first coalition's marks are no longer of its full colour: only the legend's is.
    expect(dark.counts[1]).toBeLessThan(200);
  });

  it("saves the picture as SVG with a mark for everyone, and names are text in it", async () => {
    const { name, bytes } = await saved(alone, "Picture", "SVG");
    expect(name).toBe("smallville-day2-evening.svg");
    const from = await state();
    const hostile = '<script>alert(1)</script> & "x" \u0007';
    const named = { ...from, citizens: from.citizens.map((one) => ({ ...one, name: hostile })) };
    const figure = figureOf(still(restore(named), "pca"), { width: 1200, height: 840, theme: "light" });
    const read = (svg: string) =>
      alone.page.evaluate((text) => {
        const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
        return {
          tag: root.tagName,
          titles: Array.from(root.querySelectorAll("g > title"), (title) => title.textContent),
          others: root.querySelectorAll("script, foreignObject, style, image").length,
          words: root.textContent,
        };
      }, svg);
    const own = await read(bytes.toString("utf8"));
    expect(own).toMatchObject({ tag: "svg", others: 0 });
    expect(own.titles.map((title) => title?.split(" · ")[0]).toSorted()).toEqual(
      from.citizens.map((one) => one.name).toSorted(),
    );
    expect(own.words).toContain(`seed ${from.seed} · event ${from.seq}`);
    const worst = await read(figureSvg(figure));
    expect(worst).toMatchObject({ tag: "svg", others: 0 });
    expect(worst.titles).toHaveLength(25);
    expect(worst.titles[0]).toContain('<script>alert(1)</script> & "x" \uFFFD');
  });

  it("saves everyone, and the events, as the server has them", async () => {
    const now = await state();
    const citizens = await saved(alone, "Citizens", "CSV");
    expect(citizens.name).toBe("smallville-day2-evening-citizens.csv");
    const rows = citizens.bytes.toString("utf8").split("\r\n").slice(1, -1);
    expect(rows.map((row) => row.split(",").slice(0, 2))).toEqual(now.citizens.map(({ id, name }) => [id, name]));

    const lines = await saved(alone, "Events", "NDJSON");
    expect(lines.name).toBe(`smallville-events-1-${now.seq}.ndjson`);
    const folded = restore(await state(0));
    for (const line of lines.bytes.toString("utf8").trimEnd().split("\n")) {
      apply(folded, JSON.parse(line) as TownEvent);
    }
    expect(digest(folded)).toBe(digest(restore(now)));

    // With the feed's filter, what the feed shows.
    await alone.set("kind", "greet");
    const { events } = await town.ask<{ events: TownEvent[] }>("/history?operation=greet&limit=1000");
    await alone.page.getByRole("radiogroup", { name: "Which events" }).waitFor();
    const filtered = await saved(alone, "Events", "CSV");
    expect(filtered.name).toBe("smallville-events-filtered.csv");
    const seqs = filtered.bytes.toString("utf8").split("\r\n").slice(1, -1);
    expect(seqs.map((row) => Number(row.split(",")[0]))).toEqual(events.map(({ seq }) => seq));
  });

  it("records a span as a film that plays", async () => {
    const { page } = alone;
    const clip = section(page, "Clip");
    await clip.getByLabel("How long").selectOption("5");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      (async () => {
        await clip.getByRole("button", { name: "Record WebM" }).click();
        await page.getByRole("progressbar").waitFor();
      })(),
    ]);
    expect(download.suggestedFilename()).toBe("smallville-day1-evening-to-day2-evening.webm");
    const bytes = await readFile(await download.path());
    const theatre = await browser.newPage();
    const film = await theatre.evaluateHandle(
      async (url) => {
        const video = Object.assign(document.createElement("video"), { muted: true, src: url });
        await new Promise((resolve, reject) => {
          video.addEventListener("loadeddata", resolve);
          video.addEventListener("error", () => reject(new Error(video.error?.message)));
        });
        return video;
      },
      `data:video/webm;base64,${bytes.toString("base64")}`,
    );
    expect(await film.evaluate(({ videoWidth, videoHeight }) => [videoWidth, videoHeight])).toEqual([960, 672]);
    // It is written in the file, which a recording by itself is without.
    expect(await film.evaluate(({ duration }) => Number.isFinite(duration))).toBe(true);
    const look = () =>
      film.evaluate(async (video) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 672 });
        const context = canvas.getContext("2d", { willReadFrequently: true })!;
        const frameAt = async (time: number) => {
          const sought = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
          video.currentTime = time;
          await sought;
          context.drawImage(video, 0, 0);
          const { data } = context.getImageData(0, 0, 960, 672);
          return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2]);
        };
        const [first, last] = [await frameAt(0.3), await frameAt(video.duration - 0.3)];
        return {
          lit: first.filter((sum) => sum < 600).length,
          differ: first.filter((sum, i) => Math.abs(sum - last[i]) > 60).length,
        };
      });
    // The day went by. A busy browser draws for a while what it showed before it sought.
    await until(async () => (await look()).differ > 1000).toBe(true);
    expect((await look()).lit).toBeGreaterThan(1000);
    await theatre.close();
  });

  it("saves a page that replays all that happened", async () => {
    const place = '<script id="recording" type="application/gzip"></script>';
    await alone.page.route("**/replay-template.html", (route) => route.fulfill({ body: `<!doctype html>${place}` }));
    const { name, bytes } = await saved(alone, "Replay", "HTML");
    expect(name).toBe("smallville-replay.html");
    const [, base64] = /gzip">([^<]+)</.exec(bytes.toString("utf8"))!;
    const { beginning, events } = readRecording(gunzipSync(Buffer.from(base64, "base64")).toString("utf8"));
    const folded = restore(beginning.state);
    for (const event of events) apply(folded, JSON.parse(event) as TownEvent);
    expect(digest(folded)).toBe(digest(restore(await state())));
    const told = await town.ask<{ config: unknown }>("");
    expect(beginning.config).toEqual(told.config);
  });

  it("says so where there is no page to make a replay of", async () => {
    await alone.page.unroute("**/replay-template.html");
    await alone.page.route("**/replay-template.html", (route) => route.fulfill({ status: 404 }));
    await section(alone.page, "Replay").getByRole("button").click();
    await alone.page.locator('[data-said="failed"]').waitFor();
    expect(await alone.page.getByRole("status").textContent()).toContain("agent-town export --format html");
    // Chromium's own word on the 404.
    expect(alone.faults.splice(0)).toHaveLength(1);
  });

  it("stops recording when it is asked to, and saves nothing", async () => {
    const { page } = alone;
    const clip = section(page, "Clip");
    await clip.getByRole("button", { name: "Record WebM" }).press("Enter");
    await page.getByRole("progressbar").waitFor();
    await clip.getByRole("button", { name: "Cancel" }).press("Enter");
    await clip.getByRole("button", { name: "Record WebM" }).waitFor();
    expect(await page.getByRole("status").textContent()).toBe("");
  });

  it.each(["light", "dark"] as const)(
    "has no accessibility problem in the %s theme, and room at 320 px",
    async (colorScheme) => {
      const alone = await open({}, { colorScheme, viewport: { width: 320 + 32, height: 800 } });
      const { page } = alone;
      await alone.set("query", "greeted");
      await page.getByRole("radiogroup", { name: "Which events" }).waitFor();
      expect(await axeProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(352);
      const cut = await page.locator(".export").evaluate((panel) =>
        Array.from(panel.querySelectorAll<HTMLElement>("*"))
          .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
          .map((one) => one.outerHTML),
      );
      expect(cut).toEqual([]);
      expect(alone.faults).toEqual([]);
      await page.close();
    },
  );
});
