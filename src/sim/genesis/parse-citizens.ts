import type { Worldview } from "../citizen.ts";
import type { CitizenSpec, RegionSpec } from "../config.ts";
import { TownError } from "../error.ts";
import { NEUTRAL, TRAIT_COUNT, TRAITS } from "../eigenvector.ts";
import { onLattice } from "../lattice.ts";
import { temper } from "./archetypes.ts";
import { nameOf } from "./parse-regions.ts";
import { distinct, flagIn, idIn, knownIn, listIn, numberIn, objectIn, refuse, textIn } from "./reader.ts";
import { plasticityOf } from "./settler.ts";
import { worldviewOf } from "./worldviews.ts";

/**
 * The citizens of a town written by hand, who live in `regions`. Only id and region must be said; the name follows from the
 * id, the worldview from the archetype, plasticity from evolving. Who gives no eigenvector has the archetype's; in one
 * that is given, traits that are missing are neutral.
 * @throws TownError invalid_config naming the citizen's place in the list and what was expected.
 */
export function parseCitizens(value: unknown, path: string, regions: readonly RegionSpec[]): CitizenSpec[] {
  const list = listIn(value, path, "a number of citizens or a list of them");
  if (list.length < FEWEST || list.length > MOST) return refuse(path, `a list of ${FEWEST} to ${MOST} citizens`, value);
  const homes = new Set(regions.map((region) => region.id));
  const citizens = list.map((citizen, i) => parseCitizen(citizen, `${path}[${i}]`, homes));
  distinct(
    citizens.map((citizen) => citizen.id),
    path,
    "citizen",
  );
  return citizens;
}

/** A town has at least a conversation and a listener; above the most, nobody has measured. */
export const FEWEST = 3;
export const MOST = 100_000;

const KEYS = [
  "id",
  "name",
  "archetype",
  "region",
  "worldview",
  "plasticity",
  "evolving",
  "eigenvector",
  "traits",
] as const;

function parseCitizen(value: unknown, path: string, homes: ReadonlySet<string>): CitizenSpec {
  const fields = objectIn(value, path, KEYS);
  const id = idIn(fields.id, `${path}.id`);
  const archetype = fields.archetype === undefined ? "Neighbour" : textIn(fields.archetype, `${path}.archetype`, 40);
  const evolving = fields.evolving === undefined ? false : flagIn(fields.evolving, `${path}.evolving`);
  if (fields.eigenvector !== undefined && fields.traits !== undefined) {
    throw new TownError("invalid_config", `${path} must have either an eigenvector or traits, got both`);
  }
  return {
    id,
    name: fields.name === undefined ? nameOf(id) : textIn(fields.name, `${path}.name`, 80),
    archetype,
    region: knownIn(fields.region, `${path}.region`, homes),
    worldview: worldviewIn(fields.worldview, `${path}.worldview`, worldviewOf(archetype)),
    plasticity:
      fields.plasticity === undefined
        ? plasticityOf(evolving)
        : numberIn(fields.plasticity, `${path}.plasticity`, 0, 1),
    evolving,
    traits:
      fields.traits !== undefined
        ? traitsIn(fields.traits, `${path}.traits`)
        : fields.eigenvector !== undefined
          ? eigenvectorIn(fields.eigenvector, `${path}.eigenvector`)
          : Object.values(temper(archetype)),
  };
}

/** What is not said of a worldview is the archetype's. */
function worldviewIn(value: unknown, path: string, fallback: Worldview): Worldview {
  if (value === undefined) return fallback;
  const fields = objectIn(value, path, ["name", "metaphor", "opacity"]);
  const text = (key: keyof Worldview) =>
    fields[key] === undefined ? fallback[key] : textIn(fields[key], `${path}.${key}`, 240);
  return { name: text("name"), metaphor: text("metaphor"), opacity: text("opacity") };
}

function traitsIn(value: unknown, path: string): number[] {
  const expected = `seven numbers from 0 to 1: ${TRAITS.join(", ")}`;
  const list = listIn(value, path, expected);
  if (list.length !== TRAIT_COUNT) return refuse(path, expected, value);
  return list.map((trait, k) => onLattice(numberIn(trait, `${path}[${k}]`, 0, 1)));
}

function eigenvectorIn(value: unknown, path: string): number[] {
  const fields = objectIn(value, path, TRAITS);
  return TRAITS.map((trait) => {
    const given = fields[trait];
    return given === undefined ? NEUTRAL : onLattice(numberIn(given, `${path}.${trait}`, 0, 1));
  });
}
