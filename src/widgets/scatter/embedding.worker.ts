import { Fit, type FitRequest } from "./embedding-fit.ts";

/** The far side of an `Engine`: fits what it was last asked for, and tells how far it is as often as eyes can follow. */

const TELL_EVERY = 120;

function work(): void {
  let fit: Fit | undefined;
  const go = () => {
    if (!fit) return;
    fit.advance(Math.max(TELL_EVERY, fit.patience));
    const news = fit.tell();
    if (fit.done) fit = undefined;
    postMessage(news, { transfer: [news.positions.buffer, ...(news.raw ? [news.raw.buffer] : [])] });
    // Between two slices another request may come in.
    setTimeout(go);
  };
  addEventListener("message", ({ data }: MessageEvent<FitRequest>) => {
    const idle = fit === undefined;
    fit = new Fit(data);
    if (idle) go();
  });
}

work();
