import { signal } from "@preact/signals";
import type { Observer } from "../../src/observer/observer.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import widget from "../../src/widgets/feed/widget.tsx";
import { deed } from "../widgets/an-event.ts";

/** The page for what no served town has: as many events as one likes, each made when it is looked at. */
class LongFeed {
  readonly model: PageModel;
  readonly events: { firstSeq: number; lastSeq: number; length: number };
  readonly #version = signal(0);
  readonly #made = new Map<number, TownEvent>();

  constructor(count: number) {
    const at = (seq: number) => {
      if (seq < 1 || seq > this.events.lastSeq) return undefined;
      let event = this.#made.get(seq);
      if (!event) this.#made.set(seq, (event = deed(seq, { message: `This is number ${seq}.` })));
      return event;
    };
    this.events = Object.assign({ firstSeq: 1, lastSeq: count, length: count }, { at, version: this.#version });
    const observer = {
      events: this.events,
      view: signal({ town: { citizens: [], citizenIndex: new Map(), coalitions: new Map() }, seq: count }),
      head: signal(count),
      following: signal(true),
      seek: () => {},
    };
    this.model = new PageModel({ height: 600 }, observer as unknown as Observer);
    widget.render({ model: this.model, el: document.querySelector("#place")! });
  }

  happen(count: number): void {
    this.events.lastSeq += count;
    this.events.length += count;
    this.#version.value++;
  }
}

declare global {
  interface Window {
    LongFeed: typeof LongFeed;
    long: LongFeed;
  }
}
window.LongFeed = LongFeed;
// What says that the page is ready.
Object.assign(window, { scatter: LongFeed });
