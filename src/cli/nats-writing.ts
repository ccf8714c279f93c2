import { TownError } from "../sim/error.ts";
import type { Logger } from "../server/logger.ts";
import type { NatsLink } from "../stream/nats/connection.ts";
import type { Heritage } from "../stream/heritage.ts";
import type { NatsWriter } from "../stream/nats/writer.ts";
import type { Town } from "../stream/town.ts";
import type { CliIo } from "./io.ts";
import { natsOf, type NatsCliOptions, type WriterNatsOptions } from "./nats-options.ts";
import type { OpeningWish } from "./opening.ts";

/** What `serve` does in NATS, from the first look at it to the last event. */
export type NatsWriting = {
  readonly writer: NatsWriter;
  readonly newLog: NonNullable<OpeningWish["newLog"]>;
  /** @throws TownError conflict when the town in NATS is not this one's to go on with, as far as that can be known by now */
  checkVacant(town: Town): Promise<void>;
  /** Takes over a town whose writer has died. @throws TownError unavailable when NATS is away, and as `takeOver` does */
  takeOver(townId: string): Promise<Heritage>;
  /** Gives NATS the last events, and says if it did not take them. @param record where they are too */
  leave(record: string | undefined): Promise<void>;
};

/** Begins to connect, where NATS is wished for. @throws TownError invalid_input */
export async function writeToNats(
  options: NatsCliOptions & WriterNatsOptions,
  log: Logger,
  io: CliIo,
): Promise<NatsWriting | undefined> {
  const { replace = false, natsReplicas: replicas, natsMaxBytes: maxBytes, spill: dir, spillMax } = options;
  const where = await natsOf(options, io);
  if (!where) return undefined;
  const { NatsLink } = await import("../stream/nats/connection.ts");
  const { NatsWriter } = await import("../stream/nats/writer.ts");
  const { Archive } = await import("../stream/nats/archive.ts");
  const { Shelf } = await import("../stream/nats/shelf.ts");
  const { checkOrphaned } = await import("../stream/nats/take-over.ts");
  const link = new NatsLink({ ...where, name: "agent-town serve" });
  const spill = { dir, maxBytes: spillMax };
  const writer = new NatsWriter({ link, clock: io.clock, replicas, maxBytes, replace, spill, log });
  return {
    writer,
    newLog: (config, state) => writer.newLog(config, state),

    async checkVacant(town) {
      await arrival(link, GREETING, io);
      if (link.state.kind !== "connected") {
        const why = link.state.why ?? "it does not answer";
        if (!io.interrupted.aborted)
          io.say(`agent-town: NATS is away (${why}): the town lives here alone until it is back\n`);
        return;
      }
      if (replace) return;
      const { town_id, run_id, seq } = town.status;
      const patience = AbortSignal.any([io.interrupted, AbortSignal.timeout(GREETING)]);
      // What can't be known now, the bridge will find out.
      const index = await new Shelf(link, town_id).read(patience).catch(() => undefined);
      if (!index) return;
      if (index.run_id !== run_id) {
        throw new TownError(
          "conflict",
          `NATS holds ${town_id} already, in run ${index.run_id}: go on with that one (--resume ${town_id}), give this one another id (--town-id), or let it take the other's place, whose events are lost then (--replace)`,
        );
      }
      await checkOrphaned(link, town_id, run_id);
      const archive = new Archive(link, town_id, run_id);
      await archive.refresh(patience).catch(() => {});
      if (archive.lastSeq <= seq) return;
      throw new TownError(
        "conflict",
        `NATS holds ${town_id} up to event ${archive.lastSeq}, and the record only up to ${seq}: is it an old copy, or has another process gone on? Go on with what NATS holds (--resume ${town_id}, without --record)`,
      );
    },

    async takeOver(townId) {
      await arrival(link, ARRIVAL, io);
      if (link.state.kind === "connected") return writer.takeOver(townId, io.interrupted);
      throw new TownError(
        "unavailable",
        `NATS is away, so that ${townId} can't be taken over from there: ${link.state.why ?? "it does not answer"}`,
      );
    },

    async leave(record) {
      for (const [town, count] of await writer.close()) {
        const where =
          record === undefined ? "they are lost" : `they are in ${record}, and go there when it is served again`;
        io.say(`agent-town: the last ${count} events of ${town} did not reach NATS; ${where}\n`);
      }
      await link.close();
    },
  };
}

/** Resolves when NATS has been reached, or after so many milliseconds. */
async function arrival(link: NatsLink, ms: number, { clock, interrupted }: CliIo): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([interrupted, done.signal]);
  await Promise.race([link.connected(signal).catch(() => {}), clock.sleep(ms, signal)]);
  done.abort();
}

/** Milliseconds that NATS has to answer before a town begins without it, and before one that is only there is given up. */
const GREETING = 2000;
const ARRIVAL = 10_000;
