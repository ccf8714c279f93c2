import { apply } from "./apply.ts";
import { CoalitionTracker } from "./coalitions.ts";
import { RESTING } from "./citizen.ts";
import { formatMoment, timestamp, townSeconds } from "./clock.ts";
import type { TownConfig } from "./config.ts";
import { decidePhase, opening } from "./decide.ts";
import { TownError } from "./error.ts";
import { serialize, type OperationEvent, type TownEvent } from "./event.ts";
import { found } from "./genesis/found.ts";
import { seedAfter } from "./lineage.ts";
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

  /** `runId` defaults to one derived from the config: the same run has the same name. `from`: as `resume` takes it. */
  constructor(
    config: TownConfig,
    { runId, policy = rulePolicy, from }: { runId?: string | undefined; policy?: Policy; from?: TownState } = {},
  ) {
    this.config = config;
    const founding = found(config, runId);
    if (from) checkStart(from, founding);
    this.town = from ?? founding;
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
   * The run that produced `events`, at their end and ready to go on: decided again, with its perturbations folded where they
   * came. Cost: as long as they took to simulate.
   * @param from where to begin, and so what `events` follow: the state right after a change of phase, or the founding, which
   * it is when left out. It becomes the run's own. Chance and the memory of coalitions begin anew there, so that nothing
   * before it need be known
   * @throws TownError diverged when an event is not the one this version decides; invalid_input when `from` is of another run,
   * or its phase has gone on.
   */
  static resume(config: TownConfig, runId: string, events: Iterable<TownEvent>, from?: TownState): Simulation {
    const run = new Simulation(config, { runId, ...(from && { from }) });
    for (const event of events) {
      if (isPerturbation(event)) {
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
      const seed = seedAfter(this.config, this.town.seq);
      this.#phase ??= decidePhase(this.town, seed, this.#policy, this.#tracker);
      const { value } = this.#phase.next();
      if (value) return value;
      this.#phase = undefined;
    }
  }

  #fold(event: TownEvent): void {
    apply(this.town, event);
  }
}

/** Whether people made it happen, and not the town. */
export function isPerturbation(event: TownEvent): boolean {
  return event.type === "town_event" && event.metadata["perturbation"] === true;
}

/**
 * What a state can tell of whether a run founded as `founding` can go on from it. The one thing it can't is the first citizen's
 * move at the very dawn of a phase, which leaves no trace but a place.
 */
function checkStart(from: TownState, founding: TownState): void {
  const fault = otherRun(from, founding) ?? phaseGoneOn(from);
  if (fault) throw new TownError("invalid_input", `the run ${founding.run_id} can't go on from this state: ${fault}`);
}

function otherRun(from: TownState, founding: TownState): string | undefined {
  for (const field of ["town_id", "run_id", "seed", "start_date"] as const) {
    if (from[field] !== founding[field]) return `its ${field} is ${from[field]}, expected ${founding[field]}`;
  }
  const own = founding.citizens.every(({ id }, row) => from.citizens[row]?.id === id);
  const natures = founding.temperament.every((trait, i) => from.temperament[i] === trait);
  const same = own && natures && from.citizens.length === founding.citizens.length;
  return same ? undefined : "its citizens are not those of the configuration";
}

function phaseGoneOn(from: TownState): string | undefined {
  if (from.seq === 0) return undefined;
  const dawn = timestamp(from.startDay, townSeconds(from, 0));
  const { phaseInteractions } = from.totals;
  const stands = from.traits.every((trait, i) => trait === from.traitsAtPhaseStart[i]);
  if (from.timestamp === dawn && phaseInteractions === 0 && stands) return undefined;
  return `it is at event ${from.seq}, in the midst of ${formatMoment(from)}; expected the state right after a phase_change`;
}
