import { batch, signal } from "@preact/signals";
import { EventStore } from "../../src/observer/event-store.ts";
import type { Observer } from "../../src/observer/observer.ts";
import type { OperationEvent } from "../../src/sim/event.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { lineOf } from "../../src/scene/event-line.ts";
import widget from "../../src/widgets/feed/widget.tsx";
import { PageModel } from "../../src/widgets/kit/page-model.ts";

/** A list of events that can be opened, scrolled and filtered. */
type List = {
  /** The element that scrolls. */
  readonly box: HTMLElement;
  filter(words: string): void;
  /** Whether a row is seen that says so, and whether all that match have been found. */
  seen(words: string): boolean;
  done(): boolean;
};

const place = document.querySelector<HTMLElement>("#place")!;
const { town, said } = lived();

/** Operations of a town's first days: what all later ones look like. */
function lived() {
  const simulation = new Simulation(parseConfig({ citizens: 200, seed: 7 }));
  const said: OperationEvent[] = [];
  while (said.length < 5000) {
    const event = simulation.next();
    if (event.type === "town_event") said.push(event);
  }
  return { town: simulation.town, said };
}

const eventAt = (seq: number): OperationEvent => ({ ...said[seq % said.length], seq });
const nameOf = (id: string) => id;

let store: EventStore | undefined;

function ours(): List {
  const count = store!.lastSeq;
  const observer = {
    events: store,
    view: signal({ town, seq: count }),
    head: signal(count),
    following: signal(true),
  } as unknown as Observer;
  widget.render({ model: new PageModel({ height: 800 }, observer), el: place });
  const root = place.firstElementChild!.shadowRoot!;
  const input = () => root.querySelector("input")!;
  return {
    box: root.querySelector<HTMLElement>(".scroll")!,
    filter(words) {
      input().value = words;
      input().dispatchEvent(new Event("input", { bubbles: true }));
    },
    seen: (words) => says(root.querySelector(".row"), words),
    done: () => root.querySelector(".count")!.hasAttribute("data-count"),
  };
}

/** What one would write first: an element a row. */
function naive(count: number): List {
  place.style.overflow = "auto";
  const rows: HTMLElement[] = [];
  for (let seq = count; seq > 0; seq--) {
    const row = place.appendChild(document.createElement("button"));
    row.style.cssText = "display:flex;gap:10px;width:100%;height:40px;text-align:left";
    const { clock, what, message } = lineOf(eventAt(seq), nameOf);
    for (const text of [clock, message, what]) row.appendChild(document.createElement("span")).textContent = text;
    rows.push(row);
  }
  return {
    box: place,
    filter(words) {
      for (const row of rows) row.style.display = says(row, words) ? "flex" : "none";
    },
    seen: (words) =>
      says(
        rows.find((row) => row.style.display !== "none"),
        words,
      ),
    done: () => true,
  };
}

function says(row: Element | null | undefined, words: string): boolean {
  return row !== null && row !== undefined && row.textContent.toLowerCase().includes(words);
}

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

let list: List | undefined;
const feed = {
  /** Holds `count` events. */
  fill(count: number): void {
    const filled = new EventStore(count);
    batch(() => {
      for (let seq = 1; seq <= count; seq++) filled.append(eventAt(seq));
    });
    store = filled;
  },
  /** Milliseconds until the list was painted. */
  async open(how: "ours" | "naive", count: number): Promise<number> {
    const began = performance.now();
    list = how === "ours" ? ours() : naive(count);
    await painted();
    return performance.now() - began;
  },
  /** Scrolls by hand for `frames` frames. */
  async scroll(frames: number): Promise<void> {
    for (let i = 0; i < frames; i++) {
      list!.box.scrollTop += 300;
      await painted();
    }
  },
  /** Milliseconds from a keystroke until the first rows were painted, and until all were found; and how many frames that took. */
  async filter(words: string): Promise<{ readonly first: number; readonly all: number; readonly frames: number }> {
    const began = performance.now();
    let first = 0;
    list!.filter(words);
    for (let frames = 1; ; frames++) {
      await painted();
      const took = performance.now() - began;
      if (first === 0 && list!.seen(words)) first = took;
      if (first > 0 && list!.done()) return { first, all: took, frames };
    }
  },
  /** `each` more events with every frame, for `frames` frames. */
  async live(frames: number, each: number): Promise<void> {
    for (let i = 0; i < frames; i++) {
      batch(() => {
        for (let k = 0; k < each; k++) store!.append(eventAt(store!.lastSeq + 1));
      });
      await painted();
    }
  },
};

declare global {
  interface Window {
    feed: typeof feed;
  }
}
window.feed = feed;
