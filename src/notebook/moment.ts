import { effect } from "@preact/signals";
import type { Observer } from "../observer/observer.ts";
import type { PageModel } from "../widgets/kit/page-model.ts";

/** How long a person must stay at a moment, in milliseconds, before the notebook is told of it. */
const SETTLED = 250;

/**
 * Keeps the trait `at` and the moment shown the same: a seq, or null for the newest. A notebook hears of a moment once somebody has
 * settled on it, and of nothing while the past is played or the town goes on. Returns what ends it.
 */
export function shareMoment(observer: Observer, model: PageModel): () => void {
  const { following, sought, player } = observer;
  let due: ReturnType<typeof setTimeout> | undefined;
  const tell = effect(() => {
    const at = following.value ? null : (sought.value ?? null);
    const playing = player.playing.value;
    clearTimeout(due);
    if (!playing) due = setTimeout(() => model.set("at", at), SETTLED);
  });
  const heed = () => {
    const at = model.get("at");
    if (typeof at !== "number") observer.goLive();
    else if (at !== sought.peek()) observer.seek(at);
  };
  model.on("change:at", heed);
  if (typeof model.get("at") === "number") heed();
  return () => {
    clearTimeout(due);
    tell();
    model.off("change:at", heed);
  };
}
