import { signal } from "@preact/signals";
import createScatterplot from "regl-scatterplot";
import type { Observer, View } from "../../src/observer/observer.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import widget from "../../src/widgets/scatter/widget.tsx";

/** A way to show `n` moving points: `update` moves them all a little and resolves when the first picture of it has been painted. */
type Shown = { update(): Promise<void>; close(): void };

const place = document.querySelector<HTMLElement>("#place")!;

/** After the next frame has been produced: a task that a frame's callbacks post runs when that frame is done. */
const painted = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", () => resolve());
      port1.start();
      port2.postMessage(0);
    });
  });

/** A generated town a day old, whose citizens drift by chance. */
async function ours(n: number): Promise<Shown> {
  const simulation = new Simulation(parseConfig({ citizens: n, seed: 7 }));
  for (let left = n > 20_000 ? 1 : 4; left > 0;) if (simulation.next().type === "town_status") left--;
  const { town } = simulation;
  const view = signal<View | undefined>({ town, seq: town.seq });
  const none = new Proxy(
    {},
    {
      get: (_, key) =>
        key === "version" ? signal(0) : key === "firstSeq" ? 1 : key === "lastSeq" ? 0 : () => undefined,
    },
  );
  const observer = {
    view,
    events: none,
    following: signal(true),
    connection: signal({ kind: "live" }),
    kind: signal("simulated"),
    head: signal(town.seq),
  } as unknown as Observer;
  const close = widget.render({ model: new PageModel({ height: 800 }, observer), el: place });
  await painted();
  return {
    async update() {
      drift(town.traits);
      view.value = { town, seq: view.peek()!.seq + 1 };
      await painted();
    },
    close,
  };
}

async function regl(n: number): Promise<Shown> {
  const canvas = place.appendChild(document.createElement("canvas"));
  const plot = createScatterplot({ canvas, width: 1280, height: 800, pointSize: 4 });
  const x = Float32Array.from({ length: n }, () => Math.random() * 2 - 1);
  const y = Float32Array.from({ length: n }, () => Math.random() * 2 - 1);
  await plot.draw({ x, y });
  return {
    async update() {
      drift(x);
      drift(y);
      await plot.draw({ x, y });
    },
    close() {
      plot.destroy();
      canvas.remove();
    },
  };
}

function drift(values: Float64Array | Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(1, Math.max(-1, values[i] + (Math.random() - 0.5) * 0.02));
  }
}

let shown: Shown | undefined;
const bench = {
  async open(how: "ours" | "regl", n: number): Promise<void> {
    shown?.close();
    shown = await (how === "ours" ? ours(n) : regl(n));
    // What is loaded lazily or compiled on first use belongs to no update.
    for (let i = 0; i < 3; i++) await shown.update();
    await new Promise((resolve) => setTimeout(resolve, 400));
  },
  /** Milliseconds from a change until it was first painted, for `times` changes, each when the one before has come to rest. */
  async updates(times: number): Promise<number[]> {
    const took: number[] = [];
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      await shown!.update();
      took.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    return took;
  },
  /** Frames painted in `ms` milliseconds while a change comes with every fourth. */
  async frames(ms: number): Promise<number> {
    let count = 0;
    for (const end = performance.now() + ms; performance.now() < end; count++) {
      if (count % 4 === 0) await shown!.update();
      else await painted();
    }
    return count;
  },
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
