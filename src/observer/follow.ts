import { TownError } from "../sim/error.ts";
import { isAnnouncement, readFrame } from "../wire/frames.ts";
import { SseDecoder } from "../wire/sse.ts";
import { backOff } from "./back-off.ts";
import { readStream } from "./read-stream.ts";
import { isFinal, refusal } from "./refusal.ts";
import type { Timers } from "./timers.ts";

type FollowOptions = {
  readonly timers: Timers;
  readonly signal: AbortSignal | undefined;
  /** Asks for the stream: after the event of an id, or as it was first wanted. */
  readonly request: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
};

type Message = NonNullable<ReturnType<typeof readFrame>>;

/**
 * The messages of a stream for `for await`, over as many connections as it takes: what `Link` is for those who watch. It ends when the
 * town is finished (204) or `signal` aborts; a reader that is slow slows the server's writing to it and loses nothing.
 * @throws TownError what the server refuses for good
 */
export async function* follow({ timers, signal, request }: FollowOptions): AsyncGenerator<Message, void, void> {
  const sse = { lastEventId: undefined as string | undefined, retry: undefined as number | undefined };
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) return;
    const line = new AbortController();
    const hangUp = () => line.abort();
    signal?.addEventListener("abort", hangUp);
    try {
      const response = await watched(timers, hangUp, request(sse.lastEventId, line.signal));
      if (response.status === 204) return;
      if (!response.ok) throw await refusalOf(response);
      const decoder = new SseDecoder();
      const pieces = readStream(response, decoder);
      let finished = false;
      try {
        for (;;) {
          const { value: frames, done } = await watched(timers, hangUp, pieces.next());
          if (done && finished) return;
          if (done) break;
          for (const frame of frames) {
            const message = readFrame(frame);
            attempt = 0;
            if (!message) continue;
            finished = isAnnouncement(message) && message.kind === "finished";
            yield message;
          }
          sse.lastEventId = decoder.lastEventId || sse.lastEventId;
          sse.retry = decoder.retry;
        }
      } finally {
        await pieces.return();
      }
    } catch (error) {
      if (error instanceof TownError) throw error;
    } finally {
      signal?.removeEventListener("abort", hangUp);
      line.abort();
    }
    await pause(timers, backOff(Math.max(1, attempt), timers.random(), sse.retry), signal);
  }
}

/** A refusal for good; of one that may pass only a word. */
async function refusalOf(response: Response): Promise<Error> {
  const error = await refusal(response);
  return isFinal(response.status) ? error : new Error(error.message);
}

/** Waits for something to come, but not longer than two heartbeats and a margin. */
function watched<T>(timers: Timers, hangUp: () => void, coming: Promise<T>): Promise<T> {
  return coming.finally(timers.after(SILENCE, hangUp));
}

function pause(timers: Timers, ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = timers.after(ms, end);
    signal?.addEventListener("abort", end);
  });
}

/** Milliseconds. */
const SILENCE = 35_000;
