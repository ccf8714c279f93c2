import type { TownEvent } from "../../sim/event.ts";
import { checkPosition, type LogReader } from "../../stream/event-log.ts";

type Page<T> = {
  readonly items: readonly T[];
  /** The event that the next page comes after; null at the end. */
  readonly next: number | null;
};

type PageWish = {
  /** By default from the oldest that is kept. */
  readonly after?: number | undefined;
  /** Most items. */
  readonly limit: number;
};

/**
 * A page of what `pick` makes of the events of a log, those left out of which it makes nothing. A page looks at a bounded
 * number of events: where few are picked, it may be empty and go on all the same.
 * @throws TownError out_of_range when `after` is not kept.
 */
export async function pageOfPast<T>(
  log: LogReader,
  { after = log.firstSeq - 1, limit }: PageWish,
  pick: (event: TownEvent) => T | undefined,
): Promise<Page<T>> {
  checkPosition(log, after, { name: "after", value: after });
  const { head } = log;
  const items: T[] = [];
  if (after === head) return { items, next: null };
  for await (const event of log.read({ after })) {
    const item = pick(event);
    if (item !== undefined) items.push(item);
    if (event.seq === head) break;
    if (items.length === limit || event.seq - after === LOOKED_AT) return { items, next: event.seq };
    // Streams and towns get their turn.
    if ((event.seq - after) % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { items, next: null };
}

/** Events that one page looks at: about 50 ms. */
const LOOKED_AT = 5000;
const AT_ONCE = 500;
