import type { Activity } from "../citizen.ts";
import type { Effect } from "../effects/registry.ts";
import type { TownState } from "../state.ts";
import { ACTIVITIES } from "../citizen.ts";
import { onLattice } from "../lattice.ts";
import { idsOf } from "./operation.ts";

/** Collects the effects of an operation, leaving out those that change nothing. */
export class Effects {
  readonly list: Effect[] = [];
  readonly #town: TownState;
  readonly #rows: readonly number[];
  /** Ids of the participants. */
  readonly ids: readonly string[];

  constructor(town: TownState, rows: readonly number[]) {
    this.#town = town;
    this.#rows = rows;
    this.ids = idsOf(town, rows);
  }

  add(effect: Effect | undefined): this {
    if (effect) this.list.push(effect);
    return this;
  }

  /** Every participant's relationship to every other. */
  relate(delta: number): this {
    return this.add({ kind: "relationship", among: this.ids, delta: onLattice(delta) });
  }

  /** Participants take up an activity, those who are not at it already. */
  become(to: Activity): this {
    const { activity } = this.#town;
    const at = ACTIVITIES.indexOf(to);
    if (this.#rows.every((row) => activity[row] === at)) return this;
    return this.add({ kind: "activity", citizens: this.ids, to });
  }

  remember(of: string, about?: string): this {
    return this.add(
      about === undefined
        ? { kind: "memory", citizens: this.ids, of }
        : { kind: "memory", citizens: this.ids, of, about },
    );
  }

  /** The participants share what a turn of so many tokens leaves over: one per cent. */
  earn(tokens: number): this {
    const share = onLattice(tokens / 100 / this.ids.length);
    return this.add({ kind: "surplus", citizens: this.ids, deltas: this.ids.map(() => share) });
  }

  /** Citizens spend a share of their surplus, in (0, 1]. */
  spend(rows: readonly number[], share: number): this {
    const { surplus } = this.#town;
    const holders = rows.filter((row) => surplus[row] > 0);
    if (holders.length === 0) return this;
    const deltas = holders.map((row) => onLattice(-surplus[row] * share));
    return this.add({ kind: "surplus", citizens: idsOf(this.#town, holders), deltas });
  }

  /** The turn's cost; the last effect of every operation. */
  cost(tokens: number): readonly Effect[] {
    this.list.push({ kind: "token_spend", citizens: this.ids, tokens });
    return this.list;
  }
}
