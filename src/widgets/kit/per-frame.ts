import { effect, signal, type ReadonlySignal } from "@preact/signals";

/** What `source` is, followed at most once a frame: what changes thousands of times a second is drawn no oftener than it can be seen. */
export function perFrame<T>(source: ReadonlySignal<T>, abort: AbortSignal): ReadonlySignal<T> {
  const shown = signal(source.peek());
  let frame = 0;
  const stop = effect(() => {
    if (source.value === shown.peek()) return;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      shown.value = source.peek();
    });
  });
  abort.addEventListener("abort", () => {
    stop();
    cancelAnimationFrame(frame);
  });
  return shown;
}
