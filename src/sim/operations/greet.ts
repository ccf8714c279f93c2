import { attraction } from "../drift.ts";
import { WARMTH } from "../eigenvector.ts";
import { hasCompany, meanTrait, withPartner } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, type Operation } from "./operation.ts";

const TOKENS = 200;
const VOICES: readonly ((a: string, b: string, place: string) => string)[] = [
  (a, b, place) => `${a} greeted ${b} at the ${place}.`,
  (a, b, place) => `${a} waved to ${b} across the ${place}.`,
  (a, b) => `${a} and ${b} exchanged a few words.`,
];

export const greet: Operation = {
  id: "greet",
  summary: "Two greet; both relationships grow by 0.10 times their mean warmth.",
  arity: { least: 2, most: 2 },
  agreeable: true,
  possible: hasCompany,
  gather: withPartner,
  perform(town, rows, random) {
    const [one, other] = rows;
    const warmth = meanTrait(town, rows, WARMTH);
    const voice = random.for("voice").pick(VOICES);
    const message = voice(nameOf(town, one), nameOf(town, other), town.regions[town.region[one]].name);
    const effects = new Effects(town, rows)
      .relate(0.1 * warmth)
      .add(attraction(town, rows))
      .become("SOCIALIZING");
    return { success: true, message, tokens: TOKENS, drama: 0.1, effects: effects.cost(TOKENS) };
  },
};
