import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { eventStreamName, fenceSubject } from "../../wire/subjects.ts";
import { asking } from "./asking.ts";

/** The stream is not this process's to write: it holds what another one wrote, or another one has claimed it. */
export class Fenced extends Error {}

/**
 * Shuts out whoever wrote the town before, who may only have slept and have appends under way: the stream moves on by one message,
 * which is no event, so that they all name a last sequence that it no longer is.
 *
 *     this one   claims the town in the index ──► this ──► reads where the stream ends
 *     the other  reads where the stream ends ──► finds the town still its own in the index ──► appends there
 *
 * Whichever way the two are shuffled, the other one finds the claim, or its end of the stream is before this message.
 */
export async function fenceOff(nc: NatsConnection, townId: string): Promise<void> {
  const message = jetstream(nc, { timeout: 2000 }).publish(fenceSubject(townId), "", {
    expect: { streamName: eventStreamName(townId) },
  });
  await asking(`shut out who wrote ${townId} before`, message);
}
