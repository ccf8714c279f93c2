import type { TownEvent } from "../sim/event.ts";

/**
 * Where a town is found in NATS: the subjects of its events, the streams that store them, and the subjects beside them.
 * docs/nats.md says the same to operators and consumers. A town's id is a subject's token as it is (`[a-z0-9][a-z0-9_-]{0,62}`).
 */

/** Header of every stored event: its id, as `formatEventId` of frames.ts writes it. A message without one is no event. */
export const EVENT_HEADER = "Nats-Msg-Id";

/** The events of every town. */
export const TOWN_SUBJECTS = "kgent.town.>";

/**
 * Where an event is published: `kgent.town.<town>.<phase>.<operation>` for what participants did; for every other type its name
 * and kind take those places. Always five tokens of `[a-z0-9_-]`; an operation of a foreign simulation may be any text, and
 * each character that isn't one of these after lower-casing becomes `_`.
 *
 *     kgent.town.smallville.morning.gossip
 *     kgent.town.smallville.coalition.formed
 */
export function subjectOf(event: TownEvent): string {
  return `kgent.town.${event.town_id}.${topicOf(event)}`;
}

function topicOf(event: TownEvent): string {
  switch (event.type) {
    case "town_event":
      return `${event.phase.toLowerCase()}.${tokenOf(event.operation)}`;
    case "town_status":
      return `status.${event.kind}`;
    case "coalition":
      return `coalition.${event.kind}`;
    case "eigenvector_drift":
      return "eigenvector.drift";
    case "citizen":
      return `citizen.${event.kind}`;
  }
}

function tokenOf(text: string): string {
  // A token may not be empty.
  return text.toLowerCase().replaceAll(/[^a-z0-9_-]/gu, "_") || "_";
}

/** The events of one town. */
export function eventSubjects(townId: string): string {
  return `kgent.town.${townId}.>`;
}

/** Of the message by which a writer shuts out the one before: in the stream of the events, and none of them. */
export function fenceSubject(townId: string): string {
  return `kgent.town.${townId}.writer.claimed`;
}

/** The stream that stores them, in order and nothing else. */
export function eventStreamName(townId: string): string {
  return `TOWN_${townId}`;
}

/** The town whose events a stream stores, going by its name; undefined when it is another kind of stream. */
export function townOfStream(name: string): string | undefined {
  // Ids have no capitals: the stream of a town's state (TOWN_<id>_STATE) is not taken for that of a town "<id>_STATE".
  return /^TOWN_([a-z0-9][a-z0-9_-]{0,62})$/.exec(name)?.[1];
}

/** The stream of what a latecomer begins with: whose run it is, the configuration, and keyframes. */
export function stateStreamName(townId: string): string {
  return `TOWN_${townId}_STATE`;
}

export function stateSubjects(townId: string): string {
  return `kgent.state.${townId}.>`;
}

/** The one message that says what of the rest holds. */
export function stateIndexSubject(townId: string): string {
  return `kgent.state.${townId}.index`;
}

/** A part of a blob: from 0. Without a part: all of them, as a wildcard. */
export function stateBlobSubject(townId: string, key: string, part: number | "*" = "*"): string {
  return `kgent.state.${townId}.blob.${key}.${part}`;
}

/** What observers are told that is no part of the history: core NATS, stored nowhere. */
export function announceSubject(townId: string): string {
  return `kgent.announce.${townId}`;
}

/** Where the town's writer answers commands (request and reply). */
export function commandSubject(townId: string): string {
  return `kgent.command.${townId}`;
}
