import type { EigenvectorRecord } from "./eigenvector.ts";

/** Who a citizen is. What changes about them lives in the state's columns (`state.ts`). */

export const ACTIVITIES = ["IDLE", "SOCIALIZING", "WORKING", "REFLECTING", "RESTING"] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** `state.activity` holds an index into ACTIVITIES. */
export const IDLE = 0;
export const RESTING = 4;

/** The frame through which a citizen makes meaning; `opacity` says what no observer can know of them. */
export type Worldview = { readonly name: string; readonly metaphor: string; readonly opacity: string };

export type Citizen = {
  /** Stable and readable: `[a-z][a-z0-9_-]{0,62}` (a letter first, so that JSON objects keep their order). */
  readonly id: string;
  readonly name: string;
  readonly archetype: string;
  /** The region of the first day. */
  readonly home: string;
  readonly worldview: Worldview;
  /** In [0, 1]: how far experience moves them. */
  readonly plasticity: number;
  /** An evolving citizen's traits return to their founding values more slowly. */
  readonly evolving: boolean;
  /** Founding traits: the temperament to which drift returns. */
  readonly temperament: EigenvectorRecord;
};
