import type { Timers } from "../observer/timers.ts";
import { patch, type Paper } from "./patch.ts";
import type { Screen } from "./screen.ts";

type Painting = {
  readonly timers: Timers;
  /** The next frame, so many milliseconds after the last one that moved, and whether it goes on moving by itself. */
  readonly frame: (ms: number) => { readonly screen: Screen; readonly paper: Paper; readonly moving: boolean };
  /** Resolves when the terminal has room again. */
  readonly write: (text: string) => Promise<void>;
  /** A frame that could not be drawn or written: the end. */
  readonly failed: (error: unknown) => void;
};

/**
 * Draws when it is asked to, at most twenty times a second and never faster than the terminal takes it: over a slow line there are fewer
 * frames, not older ones.
 */
export class Painter {
  readonly #painting: Painting;
  #before: { readonly screen: Screen; readonly paper: Paper } | undefined;
  #cancel = () => {};
  #state: "idle" | "waiting" | "drawing" | "closed" = "idle";
  /** Whether something changed while the last frame was being written. */
  #late = false;
  #drawnAt = -Infinity;
  /** When the last frame that moves was drawn; undefined while all is still. */
  #movedAt: number | undefined;

  constructor(painting: Painting) {
    this.#painting = painting;
  }

  /** There is something new to see. */
  request(): void {
    if (this.#state === "drawing") this.#late = true;
    if (this.#state !== "idle") return;
    this.#state = "waiting";
    const { timers } = this.#painting;
    const wait = Math.max(0, this.#drawnAt + FRAME - timers.now());
    this.#cancel = timers.after(wait, () => void this.#draw());
  }

  /** What the terminal shows is lost: it is drawn anew, all of it. */
  lose(): void {
    this.#before = undefined;
    this.request();
  }

  close(): void {
    this.#cancel();
    this.#state = "closed";
  }

  async #draw(): Promise<void> {
    this.#state = "drawing";
    this.#late = false;
    const { timers, frame, write, failed } = this.#painting;
    try {
      const now = timers.now();
      const { screen, paper, moving } = frame(this.#movedAt === undefined ? FRAME : now - this.#movedAt);
      this.#movedAt = moving ? now : undefined;
      this.#drawnAt = now;
      const same = this.#before?.paper.own?.ground === paper.own?.ground ? this.#before?.screen : undefined;
      const text = patch(same, screen, paper);
      this.#before = { screen, paper };
      if (text !== "") await write(text);
    } catch (error) {
      this.close();
      return failed(error);
    }
    // It may have been closed while the terminal took its time.
    if ((this.#state as string) === "closed") return;
    this.#state = "idle";
    if (this.#late || this.#movedAt !== undefined) this.request();
  }
}

/** Milliseconds. */
const FRAME = 50;
