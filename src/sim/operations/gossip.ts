import { attraction } from "../drift.ts";
import { onLattice } from "../lattice.ts";
import type { Random } from "../random.ts";
import { relationship, type Memory, type TownState } from "../state.ts";
import { hasCompany, withPartner } from "./company.ts";
import { Effects } from "./effects-of.ts";
import { nameOf, type Operation } from "./operation.ts";

const TOKENS = 500;

export const gossip: Operation = {
  id: "gossip",
  summary:
    "One tells another about a third: the listener's view of the third takes on half of the speaker's. Both remember.",
  arity: { least: 2, most: 2 },
  agreeable: true,
  possible: (town, first) => town.citizens.length >= 3 && hasCompany(town, first),
  gather: withPartner,
  obstacle: (town) => (town.citizens.length < 3 ? "there is no third citizen to talk about" : undefined),
  perform(town, rows, random) {
    const [speaker, listener] = rows;
    const { subject, memory } = subjectOf(town, speaker, listener, random.for("detail"));
    const opinion = relationship(town, speaker, subject);
    const about = town.citizens[subject].id;
    const effects = new Effects(town, rows);
    const delta = onLattice(0.5 * opinion);
    if (delta !== 0) effects.add({ kind: "relationship", from: effects.ids[1], to: about, delta });
    effects.remember("gossip", about).add(attraction(town, rows)).become("SOCIALIZING");
    const [a, b, c] = [nameOf(town, speaker), nameOf(town, listener), nameOf(town, subject)];
    const tone = opinion > 0.05 ? "spoke well of" : opinion < -0.05 ? "spoke ill of" : "told a story about";
    return {
      success: true,
      message: `${a} ${tone} ${c} to ${b}.`,
      tokens: TOKENS,
      drama: opinion < 0 ? onLattice(0.4 * 1.5) : 0.4,
      effects: effects.cost(TOKENS),
      causedBy: memory ? [memory.seq] : [],
      metadata: { subject: about, opinion },
    };
  },
};

/** 30 % of the time someone the speaker remembers, else someone they know, else anyone; never the two themselves. */
function subjectOf(
  town: TownState,
  speaker: number,
  listener: number,
  random: Random,
): { subject: number; memory?: Memory } {
  const isThird = (row: number) => row >= 0 && row !== speaker && row !== listener;
  if (random.chance(0.3)) {
    const memories = town.memories[speaker].filter((memory) => isThird(memory.about));
    if (memories.length > 0) {
      const memory = random.pick(memories);
      return { subject: memory.about, memory };
    }
  }
  // A pick of the others but the listener, whose place is passed over.
  const { others } = town.relationships[speaker];
  const passed = others.indexOf(listener);
  const known = passed < 0 ? others.length : others.length - 1;
  if (known > 0) {
    const at = random.integer(known);
    return { subject: others[passed < 0 || at < passed ? at : at + 1] };
  }
  const n = town.citizens.length;
  let subject = random.integer(n);
  while (!isThird(subject)) subject = (subject + 1) % n;
  return { subject };
}
