import { z } from "zod";
import type { Lod } from "../../sim/manifest.ts";
import type { CitizensView, CitizenView } from "../view/citizens.ts";
import { ManifestSchema } from "./citizen.ts";
import { componentOf } from "./component.ts";
import { list, text, whole, words } from "./fields.ts";
import { afterId, AT, LIMIT } from "./query.ts";
import { json, route } from "./route.ts";

/** Who lives there. */

const LODS = [0, 1, 2, 3, 4, 5] as const satisfies readonly Lod[];
const lod = () => z.literal(LODS).meta({ description: "Level of detail: 0 a silhouette, 5 all that is known." });
/** As a number, so that a query's text is read as one. */
const lodQuery = (usual: Lod) => {
  const error = "a whole number from 0 to 5";
  return (z.int({ error }).min(0, { error }).max(5, { error }) as unknown as z.ZodType<Lod, Lod>).default(usual).meta({
    description: "Level of detail: 0 a silhouette, 1 posture, 2 voice, 3 memory, 4 psyche, 5 all that is known.",
  });
};

export const CITIZENS = {
  listCitizens: route({
    method: "GET",
    path: "/v1/town/{id}/citizens",
    tag: "citizens",
    summary: "Citizens, page by page",
    access: "observe",
    conditional: "state",
    query: {
      lod: lodQuery(1),
      ...AT,
      ...afterId("citizen", "alice"),
      ...LIMIT,
      coalition: words("Only its members: the id of one that lives.", "c1", 80).optional(),
      region: words("Only who is there: a region's id.", "inn", 80).optional(),
      text: words("Words that must all occur in the name, id or archetype.", "builder").optional(),
    },
    answers: {
      200: json(
        componentOf<CitizensView>()(
          "Citizens",
          "Citizens, in the order of the town's founding.",
          z.object({
            seq: whole("The moment."),
            lod: lod(),
            total: whole("How many were asked for in all."),
            citizens: list(ManifestSchema, "Those of this page."),
            next: text("Where to go on; null at the end.").nullable(),
          }),
        ),
        "A page of citizens.",
      ),
    },
    refusals: ["unknown_citizen"],
  }),
  getCitizen: route({
    method: "GET",
    path: "/v1/town/{id}/citizens/{citizen}",
    tag: "citizens",
    summary: "One citizen",
    access: "observe",
    conditional: "state",
    query: { lod: lodQuery(5), ...AT },
    answers: {
      200: json(
        componentOf<CitizenView>()(
          "OneCitizen",
          "A citizen at a moment.",
          z.object({ seq: whole("The moment."), lod: lod(), citizen: ManifestSchema }),
        ),
        "The citizen.",
      ),
    },
    refusals: ["unknown_citizen"],
  }),
} as const;
