import { apply, checkEvent } from "../sim/apply.ts";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import type { TownEvent } from "../sim/event.ts";
import { found } from "../sim/genesis/found.ts";
import { restore, snapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import type { EventDraft } from "../wire/contract/event-draft.ts";
import { complete } from "./complete.ts";
import type { EventLog } from "./event-log.ts";
import { MemoryLog } from "./memory-log.ts";
import { newRunId } from "./new-run-id.ts";
import { checkRoom } from "./publish-limits.ts";
import { Batch } from "./publish-work.ts";
import { Town } from "./town.ts";

/** The seqs that a batch was given; `last` is `first - 1` when it was empty. */
export type Published = { readonly first: number; readonly last: number };

/**
 * A town whose events come from a program elsewhere. It is founded like any other and decides nothing: what is published is
 * checked, folded, logged and told. A batch is taken whole or not at all: a second state, the rehearsal, folds it first.
 *
 *     drafts ──► complete, check, fold into the rehearsal ──► fold into the state, log, tell
 *                          └─(refused)──► the rehearsal is restored from the state
 */
export class ExternalTown extends Town {
  readonly kind = "external";
  #rehearsal: TownState;
  #finished = false;
  /** An event could not be recorded: what followed would be a gap. */
  #failed = false;
  readonly #end: Promise<void>;
  #settle: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | undefined;

  /**
   * A new run, in memory.
   * @param options.maxBytes of events to keep
   */
  static found(
    config: TownConfig,
    { runId = newRunId(config), maxBytes }: { runId?: string; maxBytes?: number } = {},
  ): ExternalTown {
    const state = found(config, runId);
    return new ExternalTown(config, state, new MemoryLog(state, maxBytes === undefined ? {} : { maxBytes }));
  }

  /** `log` must be at the state's seq. */
  constructor(config: TownConfig, state: TownState, log: EventLog) {
    super(config, state, log);
    this.#rehearsal = restore(snapshot(this.decided));
    this.#end = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Whoever runs the town hears of it; a failure before that must not end the process.
    this.#end.catch(() => {});
  }

  protected get pace() {
    return { speed: 1, paused: false, held: this.ledger.full ?? null, finished: this.#finished };
  }

  protected live(): Promise<void> {
    return this.#end;
  }

  close(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.announce("finished");
    this.#settle!.resolve();
    this.ledger.close();
  }

  control(): Promise<never> {
    return this.#refuse();
  }

  perturb(): Promise<never> {
    return this.#refuse();
  }

  async #refuse(): Promise<never> {
    throw new TownError(
      "impossible",
      `${this.state.town_id} is an external town: what happens there, its own program decides`,
    );
  }

  /**
   * Lets events happen, all of them or none. They are drawn from `drafts` one by one, so that an error comes while the draft at
   * fault is the one drawn last. With `after`, only if that is the newest event: a program that lost an answer can repeat
   * itself and be sure that nothing happens twice. Cost: twice the fold of the batch.
   * @throws TownError invalid_event with what is wrong, too_large for more work than one batch may be, conflict when `after` is not
   * the head, closed when the town is finished
   */
  publish(drafts: Iterable<EventDraft>, { after }: { readonly after?: number | undefined } = {}): Published {
    const { town_id, seq } = this.decided;
    if (this.#finished || this.#failed) {
      throw new TownError("closed", `${town_id} is finished: nothing more can happen there`);
    }
    if (after !== undefined && after !== seq) {
      throw new TownError(
        "conflict",
        `after must be the newest event of ${town_id}, ${seq}, got ${after}; publish what comes after event ${seq}`,
      );
    }
    if (this.ledger.full)
      throw new TownError("unavailable", `${town_id} can't take events just now: ${this.ledger.full}`);
    const events = this.#rehearse(drafts);
    try {
      for (const event of events) {
        apply(this.decided, event);
        this.record(event);
      }
    } catch (error) {
      this.#failed = true;
      this.#settle!.reject(error);
      throw error;
    }
    return { first: seq + 1, last: this.decided.seq };
  }

  #rehearse(drafts: Iterable<EventDraft>): TownEvent[] {
    const events: TownEvent[] = [];
    const batch = new Batch();
    try {
      for (const draft of drafts) {
        const event = complete(draft, this.#rehearsal);
        const problem = checkEvent(event, this.#rehearsal) ?? checkRoom(event, this.#rehearsal);
        if (problem !== undefined) throw new TownError("invalid_event", problem);
        batch.take(event, this.#rehearsal);
        apply(this.#rehearsal, event);
        events.push(event);
      }
      return events;
    } catch (error) {
      if (this.#rehearsal.seq !== this.decided.seq) this.#rehearsal = restore(snapshot(this.decided));
      throw error;
    }
  }
}

/** The town as one that can be published into. @throws TownError impossible for one that is simulated here. */
export function external(town: Town): ExternalTown {
  if (town instanceof ExternalTown) return town;
  const { town_id } = town.status;
  throw new TownError(
    "impossible",
    `${town_id} is simulated here: events can be published only into a town that was made with kind external`,
  );
}
