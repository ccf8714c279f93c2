/** One axis of a picture, and how it says what it means. */

export type Axis = {
  /** What the axis means, for people: `PC1 · warmth + trust − ambition`. */
  readonly label: string;
  /** The share in [0, 1] of the town's total variance that lies along this axis. */
  readonly explained: number;
};

/** A loading under this share of the largest does not shape what the axis means, and a label has room for three names. */
const NOTABLE = 0.5;
const MOST_NAMES = 3;

/**
 * The loadings that give an axis its meaning, as words: `warmth + trust − ambition`, strongest first (the first of equals),
 * at most three, none weaker than half the strongest. A loading of no one is "nothing".
 */
export function meaning(weights: ArrayLike<number>, names: readonly string[]): string {
  const loadings = names.map((name, k) => ({ name, weight: weights[k] }));
  loadings.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const floor = Math.abs(loadings[0].weight) * NOTABLE;
  const told = loadings.slice(0, MOST_NAMES).filter(({ weight }) => weight !== 0 && Math.abs(weight) >= floor);
  if (told.length === 0) return "nothing";
  return told.reduce((text, { name, weight }, k) => {
    if (k === 0) return weight < 0 ? `−${name}` : name;
    return `${text} ${weight < 0 ? "−" : "+"} ${name}`;
  }, "");
}
