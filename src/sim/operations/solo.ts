import { practice } from "../drift.ts";
import { AMBITION, CREATIVITY, PATIENCE, RESILIENCE } from "../eigenvector.ts";
import type { Activity } from "../citizen.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, type Operation } from "./operation.ts";

const TOKENS = 300;

type Mode = {
  readonly name: string;
  readonly activity: Activity;
  readonly exercises: readonly number[];
  readonly voices: readonly string[];
};

const MODES: readonly Mode[] = [
  {
    name: "work",
    activity: "WORKING",
    exercises: [RESILIENCE, AMBITION],
    voices: ["worked with steady hands", "finished a long task", "worked without looking up"],
  },
  {
    name: "reflect",
    activity: "REFLECTING",
    exercises: [PATIENCE],
    voices: ["sat and thought", "walked slowly, thinking", "let an old question rest"],
  },
  {
    name: "create",
    activity: "WORKING",
    exercises: [CREATIVITY],
    voices: ["made something new", "sketched an idea", "tried out a melody"],
  },
];

export const solo: Operation = {
  id: "solo",
  summary: "One works, reflects or creates, which exercises traits; 1 % of the tokens becomes surplus.",
  arity: { least: 1, most: 1 },
  agreeable: false,
  possible: () => true,
  gather: (_, first) => [first],
  perform(town, rows, random) {
    const [row] = rows;
    const mode = random.for("detail").pick(MODES);
    const voice = random.for("voice").pick(mode.voices);
    const effects = new Effects(town, rows)
      .earn(TOKENS)
      .add(practice(town, row, mode.exercises))
      .become(mode.activity);
    return {
      success: true,
      message: `${nameOf(town, row)} ${voice} at the ${town.regions[town.region[row]].name}.`,
      tokens: TOKENS,
      drama: 0.1,
      effects: effects.cost(TOKENS),
      metadata: { mode: mode.name },
    };
  },
};
