import { inChromium } from "./in-chromium.ts";

/**
 * Claims: the feed opens, scrolls and answers a keystroke with a million rows as it does with a fiftieth of them, where a list with
 * an element a row takes seconds; while a million are searched, the main thread works some 9 ms a frame on average.
 *
 * "naive" appends a button with three spans for each row, and hides those that a filter leaves out. A scroll is by 300 px a
 * frame, which brings 7 or 8 rows into sight; a search is for three words, one after the other (medians); live, 50 events come with
 * every frame. "ms a ..." is processor time of the main thread; the other times are by the clock.
 *
 *       list       rows  first paint ms  ms a scroll  keystroke ms  all found ms  ms a search frame  ms a live frame
 *      naive     20,000            3054         6.59           484           484             459.41
 *       ours     20,000             194         9.38            37            96              15.74             3.46
 *       ours  1,000,000              74         8.64            35         2,340               9.16             3.13
 *
 * One run, headless Chromium without a GPU, two cores of a virtual machine. The longest frame was not measured. Scrolling costs what it
 * costs to make rows, so that the naive list, which has made them all before, scrolls for less.
 */
declare global {
  interface Window {
    readonly feed: {
      fill(count: number): void;
      open(how: "ours" | "naive", count: number): Promise<number>;
      scroll(frames: number): Promise<void>;
      filter(words: string): Promise<{ readonly first: number; readonly all: number; readonly frames: number }>;
      live(frames: number, each: number): Promise<void>;
    };
  }
}

const FRAMES = 120;
const WORDS = ["gossip", "traded", "square"];
const row = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(16)).join(""));

row([
  "list",
  "rows",
  "first paint ms",
  "ms a scroll",
  "keystroke ms",
  "all found ms",
  "search frame ms",
  "live frame ms",
]);
for (const { how, rows } of [
  { how: "naive", rows: 20_000 },
  { how: "ours", rows: 20_000 },
  { how: "ours", rows: 1_000_000 },
] as const) {
  await inChromium("feed", async (bench) => {
    const { page } = bench;
    await page.waitForFunction(() => "feed" in window);
    if (how === "ours") await page.evaluate((rows) => window.feed.fill(rows), rows);
    const paint = await page.evaluate(([how, rows]) => window.feed.open(how, rows), [how, rows] as const);
    const before = await bench.busy();
    await page.evaluate((frames) => window.feed.scroll(frames), FRAMES);
    const scroll = ((await bench.busy()) - before) / FRAMES;
    const asked = [];
    const began = await bench.busy();
    for (const words of WORDS) asked.push(await page.evaluate((words) => window.feed.filter(words), words));
    const search = ((await bench.busy()) - began) / asked.reduce((sum, { frames }) => sum + frames, 0);
    await page.evaluate(() => window.feed.filter(""));
    let live = "";
    if (how === "ours") {
      const start = await bench.busy();
      await page.evaluate((frames) => window.feed.live(frames, 50), FRAMES);
      live = (((await bench.busy()) - start) / FRAMES).toFixed(2);
    }
    row([
      how,
      rows.toLocaleString("en"),
      paint.toFixed(0),
      scroll.toFixed(2),
      median(asked.map(({ first }) => first)).toFixed(0),
      median(asked.map(({ all }) => all)).toFixed(0),
      search.toFixed(2),
      live,
    ]);
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
