import { TownError } from "../sim/error.ts";
import { external, type Published } from "../stream/external-town.ts";
import type { Town } from "../stream/town.ts";
import { readDraft, type EventDraft } from "../wire/contract/event-draft.ts";

export type PublishOptions = {
  /** Take the batch only if this is the town's newest event. */
  readonly after?: number | undefined;
  /** Most events in a batch. */
  readonly maxLines: number;
};

/** A town that another process writes: what is to be published goes there as it came. */
type Forwarding = {
  /** Rejects as `publishLines` throws there, and with TownError unavailable when nobody answers. */
  forward(body: Uint8Array, after: number | undefined): Promise<Published>;
};

export function isForwarding(town: object): town is Forwarding {
  return "forward" in town;
}

/**
 * Lets the events of an NDJSON body happen in an external town: one JSON object a line, empty lines don't count. All of them
 * or none.
 * @throws TownError naming the line at fault: invalid_event, too_large; and of the whole impossible for a town that is
 * simulated here, conflict when `after` isn't the newest event, closed when the town is finished
 */
export function publishLines(town: Town, body: Uint8Array, { after, maxLines }: PublishOptions): Published {
  let line = 0;
  function* drafts(): Generator<EventDraft, void, void> {
    let taken = 0;
    for (const bytes of linesOf(body)) {
      line++;
      const value = parse(bytes);
      if (value === undefined) continue;
      if (++taken > maxLines) {
        throw new TownError("too_large", `a batch may have at most ${maxLines} events; publish the others after it`);
      }
      yield readDraft(value);
    }
    line = 0;
  }
  try {
    return external(town).publish(drafts(), { after });
  } catch (error) {
    if (line === 0 || !(error instanceof TownError)) throw error;
    const code = error.code === "invalid_input" ? "invalid_event" : error.code;
    throw new TownError(code, `line ${line}: ${error.message}; nothing of this batch was taken`, { cause: error });
  }
}

/** The bytes between line feeds: in UTF-8 that byte is nothing else, so a line that is no UTF-8 spoils no other. */
function* linesOf(body: Uint8Array): Generator<Uint8Array, void, void> {
  for (let start = 0; start < body.length;) {
    const end = body.indexOf(LINE_FEED, start);
    yield body.subarray(start, end < 0 ? body.length : end);
    start = end < 0 ? body.length : end + 1;
  }
}

/** What a line says; undefined when it is blank. @throws TownError invalid_input */
function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = UTF8.decode(bytes).trim();
  } catch (cause) {
    throw new TownError("invalid_input", "an event must be UTF-8", { cause });
  }
  if (text === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TownError("invalid_input", `an event must be one line of JSON: ${(cause as Error).message}`, { cause });
  }
  // What is nested beyond reason can't even be shown to whoever wrote it.
  if (isDeeper(value, DEPTH)) {
    throw new TownError("invalid_input", `an event must not be nested deeper than ${DEPTH} levels`);
  }
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

const LINE_FEED = 0x0a;
const DEPTH = 32;
const UTF8 = new TextDecoder("utf-8", { fatal: true });
