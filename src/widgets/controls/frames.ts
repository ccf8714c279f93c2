import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";

/** Events may come, and a hand may move, a thousand times a second: what is drawn and sought follows once a frame. */

/** Changes in the frame after anything about the run or the moment shown has: events may come by the thousand a second. */
export function useFrames(observer: Observer): ReadonlySignal<number> {
  const frames = useMemo(() => signal(0), []);
  useEffect(() => {
    let frame = 0;
    const stop = effect(() => {
      const { events, head, view, outline } = observer;
      void [events.version.value, head.value, view.value, outline.version.value];
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        frames.value++;
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [observer]);
  return frames;
}

/** Seeks once a frame, however fast the slider is dragged; undefined is the newest moment, which the view follows again. */
export function useSeek(observer: Observer): (seq: number | undefined) => void {
  const wanted = useRef<number | undefined>(undefined);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return (seq) => {
    wanted.current = seq;
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const to = wanted.current;
      if (to === undefined || to >= observer.head.peek()) observer.goLive();
      else observer.seek(to);
    });
  };
}
