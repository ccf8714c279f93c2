import { apply } from "./apply.ts";
import { CoalitionTracker } from "./coalitions.ts";
import { RESTING } from "./citizen.ts";
import type { TownConfig } from "./config.ts";
import { decidePhase, opening } from "./decide.ts";
import { TownError } from "./error.ts";
import { serialize, type OperationEvent, type TownEvent } from "./event.ts";
import { found } from "./genesis/found.ts";
import { enact, obstacle } from "./operations/enact.ts";
import type { Operation } from "./operations/operation.ts";
import { OPERATIONS } from "./operations/registry.ts";
import { rulePolicy, type Policy } from "./policy.ts";
import { PhaseRandom } from "./random.ts";
import { Scribe } from "./scribe.ts";
import { rowOf, type TownState } from "./state.ts";

/**
 * A run: a town and what it does next. Deterministic: the same config, policy and perturbations at the same seqs give the
 * same events, byte for byte.
 */
export class Simulation {
  readonly config: TownConfig;
  /** The state after the last event. Read it; only this class changes it. */
  readonly town: TownState;
  readonly #policy: Policy;
  readonly #tracker: CoalitionTracker;
  #phase: Iterator<TownEvent, void> | undefined;

  /** `runId` defaults to one derived from the config: the same run has the same name. */
  constructor(
    config: TownConfig,
    { runId, policy = rulePolicy }: { runId?: string | undefined; policy?: Policy } = {},
  ) {
    this.config = config;
    this.town = found(config, runId);
    this.#policy = policy;
    this.#tracker = new CoalitionTracker(this.town);
  }

  /** Decides one event, folds it and hands it over. A town has no last event. */
  next(): TownEvent {
    const event = this.#decide();
    this.#fold(event);
    return event;
  }

  /**
   * A person makes citizens (ids) do something now, by the same rules as everyone.
   * @throws TownError unknown_operation, unknown_citizen, or impossible with the reason; nothing has changed then.
   */
  perturb(operation: string, participants: readonly string[]): OperationEvent {
    const { town } = this;
    const [known, rows] = this.#lawful(operation, participants);
    // A stream of its own: what people inject shifts no draw of the town's.
    const random = new PhaseRandom(town.seed, town.seq, "perturbation");
    const event = new Scribe(town).operation(operation, rows, enact(town, known, rows, random), { perturbation: true });
    this.#fold(event);
    return event;
  }

  /**
   * Whether a new morning has yet to wake those who rest: waking is its first event. Then `perturb` can involve no one of them
   * before the next event.
   */
  get isDawn(): boolean {
    return this.town.phase === "MORNING" && this.town.activity.includes(RESTING);
  }

  /** Checks what `perturb` will be asked once everyone is awake. @throws as `perturb` does */
  checkAwake(operation: string, participants: readonly string[]): void {
    this.#lawful(operation, participants, () => true);
  }

  #lawful(
    operation: string,
    participants: readonly string[],
    awake?: (row: number) => boolean,
  ): readonly [Operation, readonly number[]] {
    const { town } = this;
    const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (!known) {
      throw new TownError(
        "unknown_operation",
        `no operation "${operation}"; expected one of ${Object.keys(OPERATIONS).join(", ")}`,
      );
    }
    const rows = participants.map((id) => rowOf(town, id));
    const problem =
      town.seq === 0 ? "the town has not begun; let it run or step once" : obstacle(town, known, rows, awake);
    if (problem) throw new TownError("impossible", `cannot ${operation}: ${problem}`);
    return [known, rows];
  }

  /**
   * The run that produced `events`, at their end and ready to go on: decided again from the founding, with its
   * perturbations folded where they came. Cost: as long as the run took to simulate.
   * @throws TownError diverged when an event is not the one this version decides.
   */
  static resume(config: TownConfig, runId: string, events: Iterable<TownEvent>): Simulation {
    const run = new Simulation(config, { runId });
    for (const event of events) {
      if (event.type === "town_event" && event.metadata["perturbation"] === true) {
        run.#fold(event);
        continue;
      }
      const own = run.next();
      if (serialize(own) !== serialize(event)) {
        throw new TownError(
          "diverged",
          `event ${event.seq} of ${runId} is not what this version of the town decides: was it made by another version?`,
        );
      }
    }
    return run;
  }

  #decide(): TownEvent {
    if (this.town.seq === 0) return opening(this.town);
    for (;;) {
      this.#phase ??= decidePhase(this.town, this.#policy, this.#tracker);
      const { value } = this.#phase.next();
      if (value) return value;
      this.#phase = undefined;
    }
  }

  #fold(event: TownEvent): void {
    apply(this.town, event);
  }
}
