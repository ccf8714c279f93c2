import { Observer } from "../observer/observer.ts";
import type { EventStore } from "../observer/event-store.ts";

/** An observer that others keep company: what people ask of its town's pace they ask of theirs, and what it shows they show. */
export class Leader extends Observer {
  readonly companions = new Set<Observer>();

  /** @throws TownError the refusal of its own town; that of another is told by that town's observer */
  override async command(body: Parameters<Observer["command"]>[0]): Promise<void> {
    const [own] = await Promise.allSettled([
      super.command(body),
      ...[...this.companions].map((one) => one.command(body)),
    ]);
    if (own.status === "rejected") throw own.reason;
  }
}

/**
 * The last of the events held that had happened at `timestamp` (ISO 8601, UTC), as a seq; one before the first if none had. Towns side
 * by side share a clock and no numbers. Cost: a binary search.
 */
export function seqAt(events: Pick<EventStore, "firstSeq" | "lastSeq" | "at">, timestamp: string): number {
  let low = events.firstSeq;
  let high = events.lastSeq + 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events.at(middle)!.timestamp <= timestamp) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
