import { inChromium } from "./in-chromium.ts";

/**
 * Claim: a change of everyone costs the main thread about what it costs regl-scatterplot, though the scatter also lays out hulls,
 * names and a list for those who don't see it; less than that in a small town and at 100,000 citizens.
 *
 *      citizens  update-to-paint ms   main thread ms   ratio   frames/s moving   ms a frame
 *            25         12.0 | 70.1      10.3 | 26.5     2.6           60 | 38    6.0 | 3.6
 *         1,000         34.4 | 60.0      33.0 | 22.3     0.7           51 | 40   19.0 | 3.1
 *        10,000         97.4 | 80.4      35.6 | 29.7     0.8           16 | 38    9.2 | 4.6
 *       100,000       519.1 | 234.4      54.5 | 75.9     1.4            2 | 16  24.2 | 15.0
 *
 * "Ours | regl-scatterplot 1.16", headless Chromium without a GPU: pixels are made on the same two cores, which bounds frames a second, and
 * ours have shapes, rims and arcs where the other's are discs. An update moves every citizen, and is one picture; moving, each glides there, and
 * another change comes with every fourth frame. The main thread's time is processor time. Up to 2,000 citizens the marks are drawn
 * by Canvas 2D.
 */
declare global {
  interface Window {
    readonly bench: {
      readonly open: (how: "ours" | "regl", n: number) => Promise<void>;
      readonly updates: (times: number) => Promise<number[]>;
      readonly frames: (ms: number) => Promise<number>;
    };
  }
}

const TIMES = 9;
const SPAN = 3000;
const row = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(18)).join(""));

console.log("ours | regl-scatterplot");
row(["citizens", "update-to-paint ms", "main thread ms", "ratio", "frames/s moving", "ms a frame"]);
for (const n of [25, 1000, 10_000, 100_000]) {
  const [ours, regl] = [await measure("ours", n), await measure("regl", n)];
  const pair = (of: (one: Measured) => number, digits = 1) =>
    `${of(ours).toFixed(digits)} | ${of(regl).toFixed(digits)}`;
  row([
    n.toLocaleString("en"),
    pair((one) => one.update),
    pair((one) => one.work),
    (regl.work / ours.work).toFixed(1),
    pair((one) => one.frames, 0),
    pair((one) => one.frame),
  ]);
}

type Measured = { readonly update: number; readonly work: number; readonly frames: number; readonly frame: number };

async function measure(how: "ours" | "regl", n: number): Promise<Measured> {
  let measured: Measured | undefined;
  await inChromium("scatter", async ({ page, busy }) => {
    // One picture for one change, as the other draws it.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.evaluate(([how, n]) => window.bench.open(how, n), [how, n] as const);
    const before = await busy();
    const took = await page.evaluate((times) => window.bench.updates(times), TIMES);
    const work = ((await busy()) - before) / TIMES;
    await page.emulateMedia({ reducedMotion: "no-preference" });
    const start = await busy();
    const frames = await page.evaluate((ms) => window.bench.frames(ms), SPAN);
    const frame = ((await busy()) - start) / frames;
    measured = { update: median(took), work, frames: (frames * 1000) / SPAN, frame };
  });
  return measured!;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
