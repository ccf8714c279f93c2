import type { Answer } from "./calls.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { announcementFrame, eventFrameFromJson, parseEventId, snapshotFrame } from "../wire/frames.ts";
import { problem } from "../wire/problem.ts";
import type { Recording } from "../wire/recording.ts";

export type RecordedTown = { readonly fetch: typeof fetch; readonly limit: number; readonly recorded: true };

/**
 * What an observer of a recording is given, so that it watches that as it would a server's town:
 *
 *     new Observer({ url: "", town: recording.beginning.state.town_id, ...recordedTown(recording) })
 *
 * Its `fetch` answers what a viewer asks: the town, its first state, and a stream of all that happened, which then says that the
 * town is finished. Whatever else is asked there is not; what is commanded, a recording can't do.
 */
export function recordedTown(recording: Recording): RecordedTown {
  return { fetch: localFetch(recording), limit: recording.events.length, recorded: true };
}

function localFetch(recording: Recording): typeof fetch {
  const { town_id } = recording.beginning.state;
  const base = `/v1/town/${encodeURIComponent(town_id)}`;
  const told = summary(recording);
  return async (input, init = {}) => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input, "file:///");
    const path = pathname.slice(pathname.lastIndexOf("/v1/town"));
    init.signal?.throwIfAborted();
    if (init.method === "POST") {
      if (path === `${base}/proofs`) return new Response(null, { status: 204 });
      return refused(new TownError("impossible", "This is a recording: what happens in it has happened."));
    }
    switch (path) {
      case "/v1/town":
        return Response.json({ towns: [told] });
      case base:
        return Response.json(told);
      case `${base}/state`:
        return stateAt(recording, searchParams.get("at"));
      case `${base}/events`:
        return stream(recording, searchParams.get("last_event_id"), init.signal ?? undefined);
      default:
        return refused(new TownError("not_found", `a recording has nothing at ${path}`));
    }
  };
}

/** What a server would tell of the town. */
function summary({ beginning: { state, config, kind }, events }: Recording): Answer<"GET", "/v1/town/{id}"> {
  const { town_id, run_id, seed, citizens, seq } = state;
  const last = events.length > 0 ? (JSON.parse(events.at(-1)!) as TownEvent) : state;
  const { day, phase } = last;
  const lineage = config.lineage ?? null;
  const was = { town_id, run_id, kind, seed, lineage, citizens: citizens.length, day, phase, seq: last.seq };
  const goes = { speed: 1, paused: true, held: null, finished: true, degraded: null, nats: null, watching: 0 } as const;
  return { ...was, ...goes, first_seq: seq + 1, failure: null, config };
}

/** Only the first is here; the others are folded by who asks. */
function stateAt({ beginning: { state } }: Recording, at: string | null): Response {
  if (at === null || Number(at) === state.seq) return Response.json(state);
  return refused(new TownError("out_of_range", `a recording holds the state after event ${state.seq}, not ${at}`));
}

function stream(
  { beginning, events }: Recording,
  lastEventId: string | null,
  signal: AbortSignal | undefined,
): Response {
  const { seq, run_id, state } = beginning;
  const seen = parseEventId(lastEventId ?? "");
  const resumed = seen?.runId === run_id ? seen.seq - seq : -1;
  if (resumed >= events.length && seen) return new Response(null, { status: 204 });
  let next = Math.max(0, resumed);
  let begun = resumed >= 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // The page gets its turn: it draws, and says how far it has come.
      await new Promise((resolve) => setTimeout(resolve));
      if (signal?.aborted) return controller.error(signal.reason);
      const frames: string[] = [];
      if (!begun) frames.push(snapshotFrame(beginning));
      begun = true;
      for (const end = Math.min(events.length, next + AT_ONCE); next < end; next++) {
        const json = events[next];
        frames.push(eventFrameFromJson(typeOf(json), run_id, seq + next + 1, json));
      }
      const { town_id } = state;
      if (next === events.length) {
        const last = { after: seq + next, kind: "finished", speed: 1, degraded: null } as const;
        frames.push(announcementFrame({ type: "town_status", town_id, run_id, ...last }));
      }
      controller.enqueue(new TextEncoder().encode(frames.join("")));
      if (next === events.length) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** Events in one piece: some 40 ms of folding. */
const AT_ONCE = 1000;

/** The canonical order of fields begins with the type; where it doesn't, the event is read. */
function typeOf(json: string): TownEvent["type"] {
  const [, type = (JSON.parse(json) as TownEvent).type] = /^\{"type":"([a-z_]+)"/.exec(json) ?? [];
  return type as TownEvent["type"];
}

function refused(error: TownError): Response {
  const told = problem(error);
  return Response.json(told, { status: told.status, headers: { "content-type": "application/problem+json" } });
}
