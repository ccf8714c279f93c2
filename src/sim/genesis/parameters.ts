import { PHASES } from "../clock.ts";
import type { TownConfig } from "../config.ts";
import { TownError } from "../error.ts";
import { DEFAULT_RULES, DRAWN, type Rules } from "../rules.ts";
import { parseRules } from "./parse-rules.ts";

/** One number of the rules: of a rule that is one by itself, or of a phase, or of an operation in a phase. */
export type Parameter = { readonly rule: keyof Rules; readonly steps: readonly string[]; readonly usual: number };

/** Rules that are one number, by what they are about. */
const GROUPS = {
  life: ["mobility", "festival", "memory"],
  drift: [
    "confidence",
    "attraction",
    "repulsion",
    "teaching",
    "practice",
    "homing",
    "homingEvolving",
    "restlessness",
    "maxStep",
  ],
  ties: ["fade", "forget", "refusal", "refusalCost", "friction"],
  coalitions: ["similarity", "cliqueSize", "smoothing", "grief"],
} as const satisfies Readonly<Record<string, readonly (keyof Rules)[]>>;

/** By the names under which the command line varies them, such as `drift.confidence` or `chances.NIGHT.gossip`. */
export const PARAMETERS: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ...Object.entries(GROUPS).flatMap(([group, rules]) =>
    rules.map((rule): Named => [`${group}.${rule}`, { rule, steps: [], usual: DEFAULT_RULES[rule] }]),
  ),
  ...(["rate", "rest"] as const).flatMap((rule) =>
    Object.entries(DEFAULT_RULES[rule]).map(([phase, usual]): Named => [
      `${rule}.${phase}`,
      { rule, steps: [phase], usual },
    ]),
  ),
  ...PHASES.flatMap((phase) =>
    DRAWN.map((operation, k): Named => {
      const usual = DEFAULT_RULES.chances[phase][k];
      return [`chances.${phase}.${operation}`, { rule: "chances", steps: [phase, operation], usual }];
    }),
  ),
]);
type Named = readonly [string, Parameter];

/**
 * The config with some of its rules' numbers changed; one that is set to its default is as if nobody had set it.
 * @throws TownError invalid_config for a parameter that there is not, saying which there are, or a value outside its range.
 */
export function withParameters(config: TownConfig, values: Readonly<Record<string, number>>): TownConfig {
  let { rules } = config;
  for (const [name, value] of Object.entries(values)) {
    const { rule, steps } = parameter(name);
    try {
      rules = parseRules({ ...rules, [rule]: changed(rules[rule], steps, value) }, "rules");
    } catch (cause) {
      if (!(cause instanceof TownError)) throw cause;
      throw new TownError(cause.code, `${name}: ${cause.message}`, { cause });
    }
  }
  return { ...config, rules };
}

function parameter(name: string): Parameter {
  const known = PARAMETERS.get(name);
  if (known) return known;
  const names = [...PARAMETERS.keys()].filter((name) => !name.startsWith("chances."));
  throw new TownError(
    "invalid_config",
    `no parameter ${JSON.stringify(name)}; expected one of ${names.join(", ")}, or chances.<PHASE>.<operation> with one of ${DRAWN.join(", ")}`,
  );
}

/** What the town file would say of a rule: the phases, or a phase's operations, that it gives already, and this one. */
function changed(rule: unknown, steps: readonly string[], value: number): unknown {
  if (steps.length === 0) return value;
  const [phase, operation] = steps;
  const phases = (rule ?? {}) as Readonly<Record<string, unknown>>;
  if (operation === undefined) return { ...phases, [phase]: value };
  const given = phases[phase] as readonly number[] | undefined;
  const chances = given && Object.fromEntries(DRAWN.map((operation, k) => [operation, given[k]]));
  return { ...phases, [phase]: { ...chances, [operation]: value } };
}
