import { drawCitizens, placeOf } from "./citizens.ts";
import { drawCoalitions, groupAtHand, groupsOf } from "./coalitions.ts";
import type { Choices, Facts } from "./facts.ts";
import { drawActivity, eventAtHand } from "./feed.ts";
import { drawMeasures } from "./measures.ts";
import type { Area } from "./screen.ts";
import { drawSociety } from "./society.ts";

/** What the terminal can show beside the picture, one at a time. */
type Panel = {
  readonly id: string;
  readonly label: string;
  draw(area: Area, facts: Facts): void;
  /** What is at hand `by` lines further down. */
  walk(facts: Facts, by: number): Partial<Choices>;
  /** What becomes of what is at hand when it is chosen. */
  choose(facts: Facts): Partial<Choices>;
};

/** Wherever nothing else is listed, the arrows go from citizen to citizen. */
const AMONG_CITIZENS = {
  walk(facts: Facts, by: number) {
    const { byName, view } = facts;
    const place = Math.max(0, Math.min(byName.length - 1, placeOf(facts) + by));
    return { citizen: view.town.citizens[byName[place]].id, scrolled: 0 };
  },
  choose({ choices: { selected, citizen } }: Facts) {
    const others = [...selected].filter((id) => id !== citizen);
    return { selected: new Set(selected.has(citizen) ? others : [...others, citizen]) };
  },
};

/** In the order of their keys, the first four as the page has them. */
export const PANELS: readonly Panel[] = [
  { id: "citizens", label: "Citizens", draw: drawCitizens, ...AMONG_CITIZENS },
  {
    id: "coalitions",
    label: "Coalitions",
    draw: drawCoalitions,
    walk(facts, by) {
      const groups = groupsOf(facts);
      const place = groups.indexOf(groupAtHand(facts)) + by;
      return { group: groups[Math.max(0, Math.min(groups.length - 1, place))].key };
    },
    choose(facts) {
      const { key } = groupAtHand(facts);
      return { focus: facts.choices.focus === key ? "" : key };
    },
  },
  { id: "society", label: "Society", draw: drawSociety, ...AMONG_CITIZENS },
  { id: "measures", label: "Measures", draw: (area, facts) => drawMeasures(area, facts), ...AMONG_CITIZENS },
  {
    id: "activity",
    label: "Activity",
    draw: drawActivity,
    walk(facts, by) {
      const { observer, view } = facts;
      // Further down is longer ago.
      const seq = Math.max(observer.events.firstSeq, eventAtHand(facts) - by);
      return { event: seq >= view.seq ? 0 : seq };
    },
    choose(facts) {
      facts.observer.seek(eventAtHand(facts));
      return { event: 0 };
    },
  },
];

export function panelOf({ panel }: Choices): Panel {
  return PANELS.find(({ id }) => id === panel) ?? PANELS[0];
}
