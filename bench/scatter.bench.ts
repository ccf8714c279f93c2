import { inChromium } from "./in-chromium.ts";

/**
 * Claim: the scatter shows a change of 100,000 citizens with a few milliseconds of the main thread, where regl-scatterplot, made for
 * millions of points that rest, builds its index anew.
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
    await page.evaluate(([how, n]) => window.bench.open(how, n), [how, n] as const);
    const before = await busy();
    const took = await page.evaluate((times) => window.bench.updates(times), TIMES);
    const work = ((await busy()) - before) / TIMES;
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
