import { apply } from "../../src/sim/apply.ts";
import { serialize, type OperationEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { Town } from "../../src/stream/town.ts";
import { BEAT, formatBeat, microseconds } from "./beat.ts";

/** A town of 25 whose events come when the bench wants them: one citizen works, in 400 bytes of JSON, of which a beat is part. */
export class BeatingTown extends Town {
  readonly kind = "simulated";
  #beats = 0;

  constructor() {
    const config = smallConfig(25, 1);
    const state = found(config, "r1");
    super(config, state, new MemoryLog(state));
  }

  protected get pace() {
    return { speed: 1, paused: false, held: null, finished: false };
  }

  protected async live(): Promise<void> {}

  close(): void {
    this.ledger.close();
  }

  async control(): Promise<never> {
    throw new Error("a beating town has no pace");
  }

  async perturb(): Promise<never> {
    throw new Error("a beating town has no people");
  }

  /** How many there were. */
  get beats(): number {
    return this.#beats;
  }

  /** @param due when it should come, in microseconds: lateness of the process itself counts as latency */
  beat(due = microseconds()): void {
    const number = ++this.#beats;
    const bare = serialize(this.#event("")).length;
    const event = this.#event(formatBeat(number, due, Math.max(BEAT, EVENT_BYTES - bare)));
    apply(this.decided, event);
    this.record(event);
  }

  /** `count` beats, `rate` a second. Resolves after the last. Late ones come at once. */
  async beatAt(rate: number, count: number): Promise<void> {
    const start = microseconds();
    const due = (i: number) => start + ((i + 1) * 1e6) / rate;
    for (let i = 0; i < count;) {
      await new Promise((resolve) => setTimeout(resolve, (due(i) - microseconds()) / 1000));
      while (i < count && due(i) <= microseconds()) this.beat(due(i++));
    }
  }

  #event(message: string): OperationEvent {
    const { town_id, run_id, day, phase, timestamp, seq, citizens } = this.decided;
    return {
      type: "town_event",
      town_id,
      phase,
      operation: "solo",
      participants: [citizens[0].name],
      success: true,
      message,
      tokens_used: 300,
      drama_contribution: 0.1,
      timestamp,
      seq: seq + 1,
      run_id,
      day,
      participant_ids: [citizens[0].id],
      effects: [],
      caused_by: [],
      metadata: {},
    };
  }
}

const EVENT_BYTES = 400;
