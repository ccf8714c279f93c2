import type { Signal } from "@preact/signals-core";
import type { Stride } from "./landmarks.ts";
import type { Observer } from "./observer.ts";
import type { TimeAction } from "./shortcuts.ts";
import { act } from "./act.ts";

/**
 * What the buttons and keys of time act on: the town itself while its newest moment is shown; what has happened already while an earlier
 * one is, or when nothing more will happen; nothing while a program elsewhere sets the pace. Skips look around and never command.
 */
type Driven = "town" | "recording" | "nothing";

/** Reads signals: whoever draws by it is drawn anew when it changes. */
export function driven({ following, connection, kind, recorded }: Observer): Driven {
  if (!following.value || connection.value.kind === "finished" || recorded) return "recording";
  return kind.value === "external" ? "nothing" : "town";
}

/** Lets it go on, or stop. What the server refuses is said in `notice`. */
export function playOrPause(observer: Observer, notice: Signal<string>): void {
  const { player, pace } = observer;
  if (driven(observer) === "town") {
    void act(observer, notice, { action: pace.peek().paused ? "resume" : "pause" });
  } else if (player.playing.peek()) player.pause();
  else player.play();
}

/** Goes on by one and stands still: the town lives that long, or the recording shows what came then. */
export function step(observer: Observer, notice: Signal<string>, by: "event" | "phase" | "day"): void {
  if (driven(observer) === "town") return void act(observer, notice, { action: "step", by });
  observer.player.pause();
  observer.player.skip(by, 1);
}

/** Shows the moment before or after. */
export function skip({ player, following }: Observer, by: Stride, direction: -1 | 1): void {
  if (direction < 0 || !following.peek()) player.skip(by, direction);
}

/** The pace of what is driven; the recording knows no "max". */
export function setSpeed(observer: Observer, notice: Signal<string>, speed: number | "max"): void {
  if (driven(observer) === "town") void act(observer, notice, { action: "speed", speed });
  else if (speed !== "max") observer.player.setSpeed(speed);
}

/** What the keys of time do, of which `shortcuts.ts` is the table. What can't be done is said in `notice`. */
export function timeActions(observer: Observer, notice: Signal<string>): Readonly<Record<TimeAction, () => void>> {
  /** What a program elsewhere drives, nobody can here: then the reason is said. */
  const driving = (act: () => void) => {
    if (driven(observer) === "nothing") notice.value = "What happens in this town, its own program decides.";
    else act();
  };
  return {
    pace: () => driving(() => playOrPause(observer, notice)),
    step: () => driving(() => step(observer, notice, "event")),
    live: () => observer.goLive(),
    earlier: () => skip(observer, "event", -1),
    later: () => skip(observer, "event", 1),
    dawn: () => skip(observer, "day", 1),
    "dawn-before": () => skip(observer, "day", -1),
    change: () => skip(observer, "change", 1),
    "change-before": () => skip(observer, "change", -1),
    peak: () => skip(observer, "peak", 1),
    "peak-before": () => skip(observer, "peak", -1),
  };
}
