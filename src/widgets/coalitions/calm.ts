import { effect, signal, type ReadonlySignal } from "@preact/signals";

/**
 * A signal that follows another at most once in `gap` milliseconds, and always arrives: for panels that say in words what
 * changes thousands of times a second. Ends with `abort`.
 */
export function calm<T>(source: ReadonlySignal<T>, gap: number, abort: AbortSignal): ReadonlySignal<T> {
  const follower = signal(source.peek());
  let timer = 0;
  let last = -Infinity;
  const follow = () => {
    timer = 0;
    last = performance.now();
    follower.value = source.peek();
  };
  const stop = effect(() => {
    void source.value;
    if (timer !== 0) return;
    const wait = last + gap - performance.now();
    if (wait <= 0) follow();
    else timer = setTimeout(follow, wait);
  });
  abort.addEventListener("abort", () => {
    stop();
    clearTimeout(timer);
  });
  return follower;
}
