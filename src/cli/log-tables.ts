import { arrow } from "../server/arrow.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import type { LogFile, LoggedEvent } from "../stream/log-file.ts";
import { Replay } from "../stream/replay.ts";
import { check } from "../wire/contract/check.ts";
import { EventSchema } from "../wire/contract/event.ts";
import { CITIZENS_TABLE, citizenRows } from "../wire/table/citizens.ts";
import { EVENTS_TABLE } from "../wire/table/events.ts";
import { RELATIONSHIPS_TABLE, relationshipRows } from "../wire/table/relationships.ts";

/** What of a log can become a table. */
type What = "citizens" | "relationships" | "events";

/**
 * A log's citizens, relationships or events as an Arrow stream, as a server answers them; "" where others may have their turn.
 * @param at the last event that counts; by default all do
 * @throws TownError out_of_range when the log ends before it; corrupt_log or diverged naming the line
 */
export function* logTable(log: LogFile, what: What, at = Infinity): Generator<string | Uint8Array, void, void> {
  const { run_id, town_id } = log.header;
  if (what === "events") {
    // How many there will be is known when they have been written.
    const seq = at === Infinity ? {} : { seq: `${at}` };
    yield* arrow(EVENTS_TABLE, eventsOf(log, at), { ...seq, run_id, town_id });
    return;
  }
  const replay = new Replay(log);
  for (const logged of upTo(log, at)) {
    replay.take(logged);
    yield "";
  }
  if (at === Infinity) replay.finish();
  const { town } = replay;
  const metadata = { seq: `${town.seq}`, run_id, town_id };
  if (what === "citizens") yield* arrow(CITIZENS_TABLE, citizenRows(town), metadata);
  else yield* arrow(RELATIONSHIPS_TABLE, relationshipRows(town), metadata);
}

function* eventsOf(log: LogFile, at: number): Generator<TownEvent, void> {
  for (const { event, line } of upTo(log, at)) {
    try {
      check(EventSchema, event, "the event");
    } catch (cause) {
      if (!(cause instanceof TownError)) throw cause;
      throw new TownError("corrupt_log", `${log.path}, line ${line}: ${cause.message}`, { cause });
    }
    yield event;
  }
}

function* upTo(log: LogFile, at: number): Generator<LoggedEvent, void> {
  let last = 0;
  if (at > 0) {
    for (const logged of log.events()) {
      yield logged;
      last = logged.event.seq;
      if (last === at) return;
    }
  }
  if (at === Infinity || at === last) return;
  throw new TownError("out_of_range", `--at must be an event of ${log.path}, from 0 to ${last}, got ${at}`);
}
