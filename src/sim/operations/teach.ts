import { lesson, teaching } from "../drift.ts";
import { TRAITS } from "../eigenvector.ts";
import { hasCompany, withPartner } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, type Operation } from "./operation.ts";

const TOKENS = 800;

export const teach: Operation = {
  id: "teach",
  summary:
    "The first teaches the second: the trait in which the teacher is furthest ahead moves toward the teacher; both +0.15.",
  arity: { least: 2, most: 2 },
  agreeable: false,
  possible: hasCompany,
  gather: withPartner,
  perform(town, rows) {
    const [teacher, pupil] = rows;
    const trait = lesson(town, teacher, pupil);
    const effects = new Effects(town, rows).relate(0.15);
    effects.add({ kind: "memory", citizens: [effects.ids[1]], of: "teach", about: effects.ids[0] });
    if (trait >= 0) effects.add(teaching(town, teacher, pupil, trait));
    effects.become("WORKING");
    const what = trait >= 0 ? TRAITS[trait] : "what there was to share";
    return {
      success: true,
      message: `${nameOf(town, teacher)} taught ${nameOf(town, pupil)} ${what}.`,
      tokens: TOKENS,
      drama: 0.2,
      effects: effects.cost(TOKENS),
      metadata: { trait: trait >= 0 ? TRAITS[trait] : null },
    };
  },
};
