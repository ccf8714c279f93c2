import { z } from "zod";
import { GLOSSARY, type Measures } from "../../sim/measures.ts";
import { componentOf } from "./component.ts";
import { real, whole } from "./fields.ts";

const definitionOf = (measure: keyof Measures) => GLOSSARY[measure].definition;
const level = (measure: keyof Measures) => real(definitionOf(measure), 0);
const count = (measure: keyof Measures) => whole(definitionOf(measure));

export const MeasuresSchema = componentOf<Measures>()(
  "Measures",
  "What is measured of a town, at a moment or over a phase.",
  z.object({
    tension: level("tension"),
    cooperation: level("cooperation"),
    mean_drift: level("mean_drift"),
    drama: level("drama"),
    interactions: count("interactions"),
    tokens: level("tokens"),
    tokens_total: level("tokens_total"),
    surplus: level("surplus"),
    coalitions: count("coalitions"),
    bridges: count("bridges"),
    unaffiliated: count("unaffiliated"),
    resting: count("resting"),
  }),
);
