import { repulsion } from "../drift.ts";
import { PATIENCE } from "../eigenvector.ts";
import { hasCompany, meanTrait, withPartner } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, type Operation } from "./operation.ts";

const TOKENS = 600;
const MATTERS = [
  "an old debt",
  "the price of bread",
  "a broken promise",
  "the right way to do things",
  "who said what",
  "a boundary stone",
];

export const dispute: Operation = {
  id: "dispute",
  summary:
    "Two quarrel; both relationships fall by 0.15 times their mean impatience, and by 0.05; their traits drift apart.",
  arity: { least: 2, most: 2 },
  agreeable: false,
  possible: hasCompany,
  gather: withPartner,
  perform(town, rows, random) {
    const [one, other] = rows;
    const patience = meanTrait(town, rows, PATIENCE);
    const matter = random.for("voice").pick(MATTERS);
    const effects = new Effects(town, rows).relate(-0.15 * (1 - patience) - 0.05);
    // Each remembers the other: a memory names one subject, so there are two.
    const [a, b] = effects.ids;
    effects
      .add({ kind: "memory", citizens: [a], of: "dispute", about: b })
      .add({ kind: "memory", citizens: [b], of: "dispute", about: a })
      .add(repulsion(town, one, other))
      .become("SOCIALIZING");
    return {
      success: true,
      message: `${nameOf(town, one)} and ${nameOf(town, other)} quarrelled over ${matter}.`,
      tokens: TOKENS,
      drama: 0.8,
      effects: effects.cost(TOKENS),
      metadata: { matter },
    };
  },
};
