import { withDuration } from "./webm.ts";

/** What a browser may call the WebM that it can record, the best first. */
const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
const FRAMES_A_SECOND = 30;

/** The kind of WebM that this browser records, or undefined when it records none. */
export function recordable(): string | undefined {
  if (typeof MediaRecorder === "undefined" || !("captureStream" in HTMLCanvasElement.prototype)) return undefined;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/**
 * Records `seconds` of what is drawn on a canvas, as long as it takes.
 * @param draw is told how much of the time has passed, in [0, 1], and the milliseconds since it was last called
 * @throws what `draw` throws, what the recorder complains of, and the reason of `abort`; nothing goes on then
 */
export async function record(
  canvas: HTMLCanvasElement,
  type: string,
  seconds: number,
  draw: (share: number, ms: number) => void,
  abort: AbortSignal,
): Promise<Blob> {
  draw(0, 0);
  const stream = canvas.captureStream(FRAMES_A_SECOND);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 4_000_000 });
  const pieces: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  const ended = new Promise<void>((resolve, reject) => {
    recorder.addEventListener("stop", () => resolve());
    recorder.addEventListener("error", () => reject(new Error("the browser's recorder gave up")));
  });
  try {
    recorder.start(1000);
    const took = await play(seconds * 1000, draw, recorder, abort);
    recorder.stop();
    await ended;
    return await withDuration(new Blob(pieces, { type: "video/webm" }), took / 1000);
  } finally {
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  }
}

/** Draws frame by frame for `length` milliseconds, those not counted in which the page is hidden and draws nothing. Answers how long it took. */
function play(
  length: number,
  draw: (share: number, ms: number) => void,
  recorder: MediaRecorder,
  abort: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let [passed, last, frame] = [0, performance.now(), 0];
    const done = new AbortController();
    const end = (settle: () => void) => {
      done.abort();
      cancelAnimationFrame(frame);
      settle();
    };
    const step = (now: number) => {
      const ms = Math.max(0, now - last);
      [passed, last] = [passed + ms, now];
      try {
        draw(Math.min(1, passed / length), ms);
      } catch (error) {
        return end(() => reject(error));
      }
      if (passed < length) frame = requestAnimationFrame(step);
      else end(() => resolve(passed));
    };
    const turn = () => {
      if (document.hidden) recorder.pause();
      else {
        recorder.resume();
        last = performance.now();
      }
    };
    const stop = () => end(() => reject(abort.reason as Error));
    if (abort.aborted) return stop();
    abort.addEventListener("abort", stop, { signal: done.signal });
    document.addEventListener("visibilitychange", turn, { signal: done.signal });
    frame = requestAnimationFrame(step);
  });
}
