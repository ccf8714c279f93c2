import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { TownConfig } from "../../../src/sim/config.ts";
import { digest } from "../../../src/sim/digest.ts";
import { serialize, type OperationEvent, type TownEvent } from "../../../src/sim/event.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { EVENT_HEADER, eventStreamName } from "../../../src/wire/subjects.ts";
import { until } from "../nats-node.ts";
import { print, type Log } from "./history.ts";

/** What else is known of a run. */
export type Known = {
  readonly config: TownConfig;
  /** The seqs after which a client was given a state. */
  readonly states: ReadonlySet<number>;
  /** Perturbations that clients saw, by seq: of those that the log has forgotten nobody else knows. */
  readonly perturbed: ReadonlyMap<number, OperationEvent>;
};

/**
 * Reads what JetStream holds of a town with the official client, and decides all of it again beside it. A message without a sound
 * `Nats-Msg-Id` is no event, whoever put it there.
 */
export async function readLog(servers: readonly string[], town: string, known: Known): Promise<Log> {
  const stream = eventStreamName(town);
  const nc = await connect({ servers: [...servers] });
  try {
    const manager = await jetstreamManager(nc);
    const consumers = jetstream(nc).consumers;
    const { name, num_pending } = await until("a consumer that stands where all is that is stored", async () => {
      const { name: given } = await manager.consumers.add(stream, {
        ack_policy: AckPolicy.None,
        deliver_policy: DeliverPolicy.All,
        mem_storage: true,
        num_replicas: 1,
        inactive_threshold: 30_000 * 1e6,
      });
      const { state } = await manager.streams.info(stream);
      const made = await manager.consumers.info(stream, given);
      if (made.num_pending >= state.messages) return made;
      await manager.consumers.delete(stream, given);
      return undefined;
    });
    const consumer = await consumers.get(stream, name);
    const witness = new Witness(known);
    for (let left = num_pending; left > 0;) {
      const batch = await consumer.fetch({ max_messages: Math.min(left, 1000), expires: 10_000 });
      let came = 0;
      for await (const message of batch) {
        came++;
        const id = message.headers?.get(EVENT_HEADER) ?? "";
        const event = eventOf(id, message.data);
        if (event) witness.take(event, message.data);
      }
      if (came === 0) throw new Error(`${stream} ends ${left} messages before its end`);
      left -= came;
    }
    return witness.log;
  } finally {
    await nc.close();
  }
}

function eventOf(id: string, data: Uint8Array): TownEvent | undefined {
  try {
    const event = JSON.parse(Buffer.from(data).toString()) as TownEvent;
    return `${event.run_id}-${event.seq}` === id ? event : undefined;
  } catch {
    return undefined;
  }
}

/** Decides the run again, event by event, and compares. */
class Witness {
  readonly #known: Known;
  readonly #seqs: number[] = [];
  readonly #prints: number[] = [];
  readonly #runs = new Set<string>();
  readonly #digests = new Map<number, string>();
  readonly #perturbed = new Map<number, string>();
  #simulation: Simulation | undefined;
  #fault: string | undefined;

  constructor(known: Known) {
    this.#known = known;
  }

  get log(): Log {
    return {
      events: { seqs: this.#seqs, prints: this.#prints },
      runs: this.#runs,
      fault: this.#fault,
      digests: this.#digests,
      perturbed: this.#perturbed,
    };
  }

  take(event: TownEvent, data: Uint8Array): void {
    const { seq, run_id } = event;
    this.#seqs.push(seq);
    this.#prints.push(print(data));
    this.#runs.add(run_id);
    const perturbed = event.type === "town_event" && event.metadata["perturbation"] === true ? event : undefined;
    if (perturbed) this.#perturbed.set(seq, `${perturbed.operation} ${perturbed.participant_ids.join(" ")}`);
    if (this.#fault !== undefined) return;
    try {
      this.#simulation ??= this.#begin(run_id, seq);
      const own = this.#next(perturbed);
      if (Buffer.compare(Buffer.from(serialize(own)), data) !== 0)
        this.#fault = `event ${seq} is not what the simulation decides: ${serialize(own).slice(0, 300)} became ${Buffer.from(data).toString().slice(0, 300)}`;
      this.#look();
    } catch (error) {
      this.#fault = `event ${seq} is impossible: ${(error as Error).message}`;
    }
  }

  /** Where the log begins; what it has forgotten happens again. */
  #begin(runId: string, seq: number): Simulation {
    const run = (this.#simulation = new Simulation(this.#known.config, { runId }));
    this.#look();
    while (run.town.seq < seq - 1) {
      this.#next(this.#known.perturbed.get(run.town.seq + 1));
      this.#look();
    }
    return run;
  }

  /** What people did is not decided again, but what came of it is. */
  #next(perturbed: OperationEvent | undefined): TownEvent {
    const run = this.#simulation!;
    return perturbed ? run.perturb(perturbed.operation, perturbed.participant_ids) : run.next();
  }

  #look(): void {
    const { town } = this.#simulation!;
    if (this.#known.states.has(town.seq)) this.#digests.set(town.seq, digest(town));
  }
}
