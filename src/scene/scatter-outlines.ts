import type { Coalition } from "../sim/state.ts";

/** The hull of a coalition: `hull.ts`'s vertices, x and y by turns. */
export type Outline = {
  readonly coalition: Coalition;
  readonly vertices: Float64Array;
  readonly colour: string;
  readonly dimmed: boolean;
  /** Its name is wanted: it is in focus, or another coalition looks the same. */
  readonly named: boolean;
  readonly focused: boolean;
};

/**
 * Outlines that change shape smoothly. A hull follows its members' marks by itself; only when the membership changes it
 * would jump. Then the difference between what was shown and what is to be shown is kept and fades away, vertex by vertex. A
 * new coalition's outline opens from its middle. In a crowd, whose marks glide on the graphics card alone, outlines are those
 * of where it is going, and every new aim is such a jump.
 */
export class OutlineMorph {
  readonly #shown = new Map<string, Shown>();

  /**
   * The outlines to draw `ms` milliseconds after the last ones (Infinity: at rest), and whether any still changes. `jumped`:
   * they have moved by more than what a frame is worth.
   */
  step(
    outlines: readonly Outline[],
    ms: number,
    jumped = false,
  ): { readonly outlines: readonly Outline[]; readonly moving: boolean } {
    const fading = Math.exp(-ms / TIME_CONSTANT);
    let moving = false;
    const alive = new Set<string>();
    const drawn = outlines.map((outline) => {
      const { vertices } = outline;
      const { id, members } = outline.coalition;
      alive.add(id);
      const before = this.#shown.get(id);
      const difference =
        before && !jumped && sameRows(before.members, members) ? before.difference : new Float64Array(vertices.length);
      if (before?.difference !== difference) {
        const from = before ? before.vertices : middle(vertices);
        for (let i = 0; i < difference.length; i++) difference[i] = from[i] - vertices[i];
      }
      let furthest = 0;
      const shown = vertices.map((value, i) => {
        difference[i] *= fading;
        furthest = Math.max(furthest, Math.abs(difference[i]));
        return value + difference[i];
      });
      if (furthest < NEAR_ENOUGH) difference.fill(0);
      else moving = true;
      this.#shown.set(id, { members, difference, vertices: shown });
      return { ...outline, vertices: shown };
    });
    for (const id of this.#shown.keys()) if (!alive.has(id)) this.#shown.delete(id);
    return { outlines: drawn, moving };
  }
}

type Shown = {
  readonly members: readonly number[];
  readonly difference: Float64Array;
  readonly vertices: Float64Array;
};

const TIME_CONSTANT = 90;
/** CSS pixels. */
const NEAR_ENOUGH = 0.1;

function sameRows(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((row, i) => row === b[i]));
}

/** As many vertices, all in the middle of these. */
function middle(vertices: Float64Array): Float64Array {
  let [x, y] = [0, 0];
  for (let i = 0; i < vertices.length; i += 2) {
    x += vertices[i];
    y += vertices[i + 1];
  }
  const count = vertices.length / 2;
  return vertices.map((_, i) => (i % 2 === 0 ? x : y) / count);
}
