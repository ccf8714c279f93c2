import type { ServerResponse } from "node:http";
import { TownError } from "../sim/error.ts";
import type { Announcement } from "../sim/event.ts";
import type { Clock } from "../stream/clock.ts";
import { checkPosition } from "../stream/event-log.ts";
import type { LiveTown } from "../stream/live-town.ts";
import { announcementFrame, parseEventId, resetFrame, snapshotFrame } from "../wire/frames.ts";
import { encodeFrame } from "../wire/sse.ts";
import { FrameRing, gather, type Frames } from "./frame-ring.ts";
import { Viewer } from "./viewer.ts";

/** Where a viewer wants to begin. */
export type Wish = {
  /** The id of the last event it has seen: it goes on from there. */
  readonly lastEventId?: string | undefined;
  /** The first event it wants. */
  readonly from?: number | undefined;
};

/**
 * One town for any number of viewers. Each is a cursor over the same encoded frames, or over the log where it is further
 * behind; the town never waits for any of them.
 */
export class TownStream {
  readonly #town: LiveTown;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #ring = new FrameRing();
  readonly #viewers = new Set<Viewer>();
  readonly #stopListening: () => void;
  /** The last announcement, and how many there were. */
  #announced: Announcement | undefined;
  #announcements = 0;
  #waking = false;
  #closing = new AbortController();
  /** The last snapshot that was encoded: viewers that come together share it. */
  #latest: { readonly seq: number; readonly announcements: number; readonly bytes: Buffer } | undefined;

  constructor(town: LiveTown, { clock, random }: { clock: Clock; random: () => number }) {
    this.#town = town;
    this.#clock = clock;
    this.#random = random;
    this.#stopListening = town.listen({
      event: (event) => {
        this.#ring.append(event);
        this.#wakeSoon();
      },
      announcement: (announcement) => {
        this.#announced = announcement;
        this.#announcements++;
        this.#wakeSoon();
      },
    });
    void this.#look();
  }

  get watching(): number {
    return this.#viewers.size;
  }

  /** Answers a request for the stream. Resolves when the connection has ended. */
  async serve(response: ServerResponse, wish: Wish): Promise<void> {
    const beginning = this.#beginning(wish);
    if (this.#town.flux.closed && beginning.after === this.#town.log.head) {
      response.writeHead(204, HEADERS).end();
      return;
    }
    response.writeHead(200, HEADERS);
    response.socket?.setNoDelay(true);
    const viewer = new Viewer(response, this.#clock);
    this.#viewers.add(viewer);
    try {
      await this.#follow(viewer, beginning);
    } finally {
      this.#viewers.delete(viewer);
      viewer.end();
    }
  }

  /** Ends all connections in good order. */
  close(): void {
    this.#stopListening();
    this.#closing.abort();
    for (const viewer of this.#viewers) viewer.wake();
  }

  async #follow(viewer: Viewer, { after, reset }: Beginning): Promise<void> {
    await viewer.send(encodeFrame({ retry: 1000 + Math.floor(this.#random() * 2000) }));
    let heard = this.#announcements;
    let at = after;
    let because = reset;
    const { log, flux } = this.#town;
    while (!viewer.gone && !this.#closing.signal.aborted) {
      if (because !== undefined) {
        await viewer.send(resetFrame(because, log.firstSeq));
        because = undefined;
        at = undefined;
      } else if (at === undefined) {
        const snapshot = this.#snapshot();
        await viewer.send(snapshot.bytes);
        at = snapshot.seq;
        heard = snapshot.announcements;
      } else if (heard < this.#announcements) {
        const missed = this.#announcements - heard;
        heard = this.#announcements;
        await viewer.send(this.#pace(missed));
      } else if (at < log.head) {
        try {
          const frames: Frames =
            this.#ring.after(at) ?? (await gather(log.read({ after: at, signal: this.#closing.signal }), log.head));
          if (frames.bytes.length > 0) {
            await viewer.send(frames.bytes);
            at = frames.last;
          }
        } catch (error) {
          if (!(error instanceof TownError)) throw error;
          because = error.message;
        }
      } else if (flux.closed) {
        return;
      } else if (viewer.silence >= HEARTBEAT) {
        await viewer.send(encodeFrame({ comment: "" }));
      } else {
        await viewer.idle();
      }
    }
  }

  /** Where a viewer begins: after an event, or (undefined) with a snapshot; and why not where it wished. */
  #beginning({ lastEventId, from }: Wish): Beginning {
    const { log, status } = this.#town;
    try {
      if (lastEventId) {
        const place = parseEventId(lastEventId);
        if (!place)
          return { reset: `${JSON.stringify(lastEventId)} is no id of this stream; ids are like ${log.runId}-42` };
        if (place.runId !== log.runId) {
          return { reset: `${status.town_id} is now in run ${log.runId}; your last event is of run ${place.runId}` };
        }
        checkPosition(log, place.seq);
        return { after: place.seq };
      }
      if (from === undefined) return {};
      const after = Math.max(0, from - 1);
      checkPosition(log, after);
      return { after };
    } catch (error) {
      if (!(error instanceof TownError)) throw error;
      return { reset: error.message };
    }
  }

  #snapshot(): { readonly seq: number; readonly announcements: number; readonly bytes: Buffer } {
    const latest = this.#latest;
    const { log, config, status } = this.#town;
    if (latest && (latest.seq === log.head || (log.head - latest.seq < SHARED_FOR && this.#ring.after(latest.seq))))
      return latest;
    const state = this.#town.snapshot();
    const { seq, run_id } = state;
    const { speed, paused } = status;
    const bytes = Buffer.from(snapshotFrame({ seq, run_id, state, config, speed, paused }));
    return (this.#latest = { seq, announcements: this.#announcements, bytes });
  }

  /** What a viewer must hear that missed announcements: the last one; after several, first whether the town goes on. */
  #pace(missed: number): string {
    const last = this.#announced!;
    const { paused, speed } = this.#town.status;
    if (missed === 1 || last.kind !== "speed") return announcementFrame({ ...last, speed });
    return announcementFrame({ ...last, kind: paused ? "paused" : "resumed" }) + announcementFrame(last);
  }

  /** All idle viewers look for news once the present burst of events is over. */
  #wakeSoon(): void {
    if (this.#waking || this.#viewers.size === 0) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      for (const viewer of this.#viewers) viewer.wake();
    });
  }

  /** Looks after the silent and the stalled, once a second. */
  async #look(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await this.#clock.sleep(1000, signal);
      if (signal.aborted) return;
      for (const viewer of this.#viewers) {
        if (viewer.stall >= PATIENCE) viewer.drop();
        else if (viewer.silence >= HEARTBEAT) viewer.wake();
      }
    }
  }
}

type Beginning = { readonly after?: number; readonly reset?: string };

/** Milliseconds of silence after which a comment shows that the connection lives. */
const HEARTBEAT = 15_000;
/** Milliseconds for which a viewer may take nothing. It comes back by itself and resumes by id. */
const PATIENCE = 30_000;
/** Events for which a snapshot may be shared before a new one is cheaper than catching up. */
const SHARED_FOR = 256;

const HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
  // It ends with its stream: nothing else will be asked on it.
  Connection: "close",
  "X-Content-Type-Options": "nosniff",
};
