import { attraction } from "../drift.ts";
import { TRUST } from "../eigenvector.ts";
import { hasCompany, meanTrait, withPartner } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, type Operation } from "./operation.ts";

const TOKENS = 400;
const GOODS = ["honey", "timber", "books", "seed", "lamp oil", "cloth", "tools", "bread", "maps", "salt"];

export const trade: Operation = {
  id: "trade",
  summary:
    "Two trade; both relationships grow by 0.20 times their mean trust, and 1 % of the tokens becomes surplus, split.",
  arity: { least: 2, most: 2 },
  agreeable: true,
  possible: hasCompany,
  gather: withPartner,
  perform(town, rows, random) {
    const [one, other] = rows;
    const trust = meanTrait(town, rows, TRUST);
    const goods = random.for("voice").pick(GOODS);
    const effects = new Effects(town, rows)
      .relate(0.2 * trust)
      .earn(TOKENS)
      .add(attraction(town, rows))
      .become("WORKING");
    return {
      success: true,
      message: `${nameOf(town, one)} traded ${goods} with ${nameOf(town, other)}.`,
      tokens: TOKENS,
      drama: 0.3,
      effects: effects.cost(TOKENS),
      metadata: { goods },
    };
  },
};
