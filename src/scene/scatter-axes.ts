import type { PlanarBasis } from "../projection/projection.ts";
import { TRAITS } from "../sim/eigenvector.ts";

/** What an axis of the scatter means, in words: its name, and what a citizen at either end has more of. */
export type AxisWords = {
  /** `PC1 38 %`, or the trait or sum itself. */
  readonly title: string;
  /** Traits that grow towards the end of the axis and towards its beginning, strongest first; may be empty. */
  readonly more: readonly string[];
  readonly less: readonly string[];
  /** All of it in one sentence, for those who don't see the picture. */
  readonly sentence: string;
};

/** A loading below this share of the largest is not worth a word, and no end of an axis has room for more than three. */
const NOTABLE = 0.5;
const MOST = 3;

/** The words of both axes. */
export function axisWords(basis: PlanarBasis): readonly [x: AxisWords, y: AxisWords] {
  return [words(basis.x, basis.axes[0]), words(basis.y, basis.axes[1])];
}

/**
 * What is said of an embedding, which has no axes: what it is, the moment it is of, and how far neighbours in the picture are
 * neighbours in truth (`trustworthiness`, 0 to 1). Upright, nothing.
 */
export function embeddingWords(
  label: string,
  moment: { readonly day: number; readonly phase: string },
  trustworthiness: number,
): readonly [x: AxisWords, y: AxisWords] {
  const kept = trustworthiness.toFixed(2);
  const when = `Day ${moment.day} ${moment.phase.toLowerCase()}`;
  const title = `${label} of ${when} · neighbours kept ${kept}`;
  const sentence = `${label} of ${when}: who is near is alike (neighbours kept: ${kept} of 1); how far apart groups lie means little.`;
  return [
    { title, more: [], less: [], sentence },
    { title: "", more: [], less: [], sentence: "" },
  ];
}

function words(weights: Float64Array, { label, explained }: PlanarBasis["axes"][number]): AxisWords {
  const floor = NOTABLE * Math.max(...weights.map(Math.abs));
  const strongest = TRAITS.map((name, k) => ({ name, weight: weights[k] }))
    .filter(({ weight }) => weight !== 0 && Math.abs(weight) >= floor)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const named = (sign: number) =>
    strongest
      .filter(({ weight }) => Math.sign(weight) === sign)
      .slice(0, MOST)
      .map(({ name }) => name);
  const name = label.includes(" · ") ? label.slice(0, label.indexOf(" · ")) : label;
  // An axis that is a trait has said it all with its name.
  const [more, less] = name === strongest[0]?.name ? [[], []] : [named(1), named(-1)];
  const share = `${Math.round(explained * 100)} %`;
  const ends = [
    ...(more.length > 0 ? [`towards its end more ${list(more)}`] : []),
    ...(less.length > 0 ? [`towards its beginning more ${list(less)}`] : []),
  ];
  const meaning = ends.length > 0 ? `: ${ends.join("; ")}` : "";
  return { title: `${name} ${share}`, more, less, sentence: `${name}, ${share} of the variance${meaning}.` };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
