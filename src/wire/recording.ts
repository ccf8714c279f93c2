import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { messageLine, type SnapshotMessage } from "./frames.ts";

/**
 * A recording of a town: a state, and the events that followed it. Compressed and put into the template of a page, it is a file
 * that shows the town wherever it is opened:
 *
 *     replay-template.html   <script id="recording" …></script>   the page, whole in itself
 *                                              ▲
 *     text ──► gzip ──► base64 ────────────────┘
 *
 * Compressing is the host's, which has its own way of doing it. The text has the snapshot that a stream would begin with as its
 * first line. Then come the events of each shape, column by column, since alike stands beside alike there: a third less
 * after gzip than line by line. A column's values are JSON, a line each:
 *
 *     {"type":"town_snapshot", … }
 *     {"fields":["type","town_id", … ],"count":3464}
 *     "town_event"            3,464 lines of the first field,
 *     …                       as many of the second, …
 *     {"fields":[ … ],"count":240}
 */
export type Recording = {
  readonly beginning: SnapshotMessage;
  /** Each of them the JSON of an event, without gaps; not parsed, since whoever shows them has to do that anyway. */
  readonly events: readonly string[];
};

/** The lines of a recording, in pieces of one or more with their line ends. `events` must follow the state, without gaps. */
export function* recordingLines(
  { state, config, kind }: Pick<SnapshotMessage, "state" | "config" | "kind">,
  events: Iterable<TownEvent>,
): Generator<string, void, void> {
  const { seq, run_id } = state;
  const goes = { speed: 1, paused: true, degraded: null } as const;
  yield messageLine({ type: "town_snapshot", seq, run_id, state, config, kind, ...goes });
  const shapes = new Map<string, Map<string, string[]>>();
  for (const event of events) {
    const shape = Object.keys(event).join();
    let columns = shapes.get(shape);
    if (!columns) shapes.set(shape, (columns = new Map(Object.keys(event).map((field) => [field, []]))));
    for (const [field, value] of Object.entries(event)) columns.get(field)!.push(JSON.stringify(value));
  }
  for (const columns of shapes.values()) {
    const [first] = columns.values();
    yield `${JSON.stringify({ fields: [...columns.keys()], count: first.length } satisfies Shape)}\n`;
    for (const column of columns.values()) yield `${column.join("\n")}\n`;
  }
}

type Shape = { readonly fields: readonly string[]; readonly count: number };

/** @throws TownError corrupt_log for what is no recording. The events are looked at by whoever folds them. */
export function readRecording(text: string): Recording {
  const lines = text.split("\n");
  const [first] = lines;
  const beginning = parse(first) as SnapshotMessage | undefined;
  if (beginning?.type !== "town_snapshot") {
    throw new TownError("corrupt_log", `a recording must begin with a town_snapshot, got ${first.slice(0, 60)}`);
  }
  const events: string[] = [];
  for (let at = 1; at < lines.length - 1;) {
    const shape = parse(lines[at]) as Partial<Shape> | undefined;
    if (!shape?.fields?.includes("seq") || !shape.count || at + shape.fields.length * shape.count >= lines.length) {
      throw new TownError("corrupt_log", `line ${at + 1} of the recording must say what columns follow`);
    }
    const { fields, count } = shape as Shape;
    at++;
    const names = fields.map((field, k) => `${k === 0 ? "{" : ","}${JSON.stringify(field)}:`);
    const seqs = at + fields.indexOf("seq") * count;
    for (let i = 0; i < count; i++) {
      let json = "";
      for (let k = 0; k < names.length; k++) json += names[k] + lines[at + k * count + i];
      events[Number(lines[seqs + i]) - beginning.seq - 1] = `${json}}`;
    }
    at += fields.length * count;
  }
  return { beginning, events };
}

/**
 * The file that shows a recording. @param recording gzip, then base64 @throws TownError invalid_input when `template` has no place
 * for it
 */
export function replayHtml(template: string, recording: string): string {
  const [before, ...after] = template.split(PLACE + END);
  if (after.length === 1) return `${before}${PLACE}${recording}${END}${after[0]}`;
  throw new TownError("invalid_input", `the template of a replay must have the one place ${PLACE}`);
}

/** Where the page looks for its recording; not a script that anybody runs. */
const PLACE = '<script id="recording" type="application/gzip">';
const END = "</script>";

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
