import { signal, type ReadonlySignal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { OperationEvent } from "../../sim/event.ts";

/** How the last thing that was asked went: nothing is taken as having happened before the stream has brought it. */
export type Asked =
  | { readonly kind: "nothing" }
  | { readonly kind: "sent"; readonly operation: string }
  /** The town has said yes and the event's seq; it is on its way. */
  | { readonly kind: "granted"; readonly operation: string; readonly seq: number }
  | { readonly kind: "happened"; readonly event: OperationEvent }
  | { readonly kind: "refused"; readonly operation: string; readonly why: string };

export type Asker = {
  readonly asked: ReadonlySignal<Asked>;
  /** Asks; nothing while an earlier question is open. */
  ask(operation: string, ids: readonly string[]): Promise<void>;
};

/** Asks the town for perturbations, one at a time. */
export function asking(observer: Observer, abort: AbortSignal): Asker {
  const asked = signal<Asked>({ kind: "nothing" });
  const stop = observer.events.version.subscribe(() => {
    const now = asked.peek();
    if (now.kind !== "granted") return;
    const event = observer.events.at(now.seq);
    if (event?.type === "town_event") asked.value = { kind: "happened", event };
  });
  abort.addEventListener("abort", stop);
  return {
    asked,
    async ask(operation, ids) {
      if (asked.peek().kind === "sent") return;
      asked.value = { kind: "sent", operation };
      try {
        const { seq } = await observer.perturb(operation, ids);
        const event = observer.events.at(seq);
        asked.value = event?.type === "town_event" ? { kind: "happened", event } : { kind: "granted", operation, seq };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        asked.value = { kind: "refused", operation, why };
      }
    },
  };
}
