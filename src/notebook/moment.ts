import { effect } from "@preact/signals";
import type { Observer } from "../observer/observer.ts";
import { systemTimers, type Timers } from "../observer/timers.ts";
import type { PageModel } from "../widgets/kit/page-model.ts";

/** How long a person must stay at a moment, in milliseconds, before the notebook is told of it. */
const SETTLED = 250;

/**
 * Keeps the trait `at` and the moment shown the same: a seq, or null for the newest. A notebook hears of a moment once somebody has
 * settled on it, and of nothing while the past is played or the town goes on. Returns what ends it.
 */
export function shareMoment(observer: Observer, model: PageModel, timers: Timers = systemTimers): () => void {
  const { following, sought, player } = observer;
  let forget = () => {};
  const tell = effect(() => {
    const at = following.value ? null : (sought.value ?? null);
    const playing = player.playing.value;
    forget();
    if (!playing) forget = timers.after(SETTLED, () => model.set("at", at));
  });
  const heed = () => {
    const at = model.get("at");
    if (typeof at !== "number") observer.goLive();
    else if (at !== sought.peek()) observer.seek(at);
  };
  model.on("change:at", heed);
  if (typeof model.get("at") === "number") heed();
  return () => {
    forget();
    tell();
    model.off("change:at", heed);
  };
}
