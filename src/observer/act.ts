import type { Signal } from "@preact/signals-core";
import type { Observer } from "./observer.ts";

type ControlBody = Parameters<Observer["command"]>[0];

/** Sends a command; what the server refuses is said in `notice`, which the next command clears. */
export async function act(observer: Observer, notice: Signal<string>, body: ControlBody): Promise<void> {
  notice.value = "";
  try {
    await observer.command(body);
  } catch (error) {
    notice.value = error instanceof Error ? error.message : String(error);
  }
}

/** Paces that are offered: times the town's own, of a day a minute. */
export const SPEEDS: readonly (number | "max")[] = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, "max"];
