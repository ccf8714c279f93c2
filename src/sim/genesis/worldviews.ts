import type { Worldview } from "../citizen.ts";

/**
 * The frames through which citizens make meaning, by archetype: a metaphor they live by (Lakoff and Johnson 1980) and
 * a statement of opacity, what no observer can know of them (Glissant 1990, "the right to opacity").
 */
const WORLDVIEWS: Readonly<Record<string, Worldview>> = {
  Innkeeper: {
    name: "Hospitality",
    metaphor: "Life is a long table, and there is always room for one more chair.",
    opacity: "Whom they still lay a place for, when the last guest has gone up, they have told nobody.",
  },
  Builder: {
    name: "Craft",
    metaphor: "The world is unfinished timber, and a good joint is a promise kept.",
    opacity: "No plan shows which of their beams they lie awake doubting.",
  },
  Explorer: {
    name: "Wayfaring",
    metaphor: "Every map is a letter from someone who turned back too soon.",
    opacity: "What they first set out to leave behind lies over a hill that only they have crossed.",
  },
  Healer: {
    name: "Mending",
    metaphor: "A wound is a question, and patience is half of every answer.",
    opacity: "They carry pain out of other people's rooms; where they set it down, nobody has seen.",
  },
  Elder: {
    name: "Remembrance",
    metaphor: "Time is a well: what was let down long ago comes up clear.",
    opacity: "The one story they never tell gives shape to all the others.",
  },
  Merchant: {
    name: "Exchange",
    metaphor: "A fair price is two strangers agreeing, for a moment, about the world.",
    opacity: "What they would not sell for anything has never lain on the counter.",
  },
  Gardener: {
    name: "Cultivation",
    metaphor: "Everything worth having grows slowly and is given away in season.",
    opacity: "What they planted in the far corner, and for whom, only the ground knows.",
  },
  "Gardener-Sage": {
    name: "Ripening",
    metaphor: "Tend a garden long enough, and it turns out to have been raising the gardener.",
    opacity: "How much of their calm is wisdom and how much is winter cannot be told from outside.",
  },
  "Scout-Adapter": {
    name: "Adaptation",
    metaphor: "The wind is not in the way; the wind is the way.",
    opacity: "Which of their faces they wear when nobody looks, nobody can look and see.",
  },
  "Scholar-Synthesizer": {
    name: "Weaving",
    metaphor: "Two truths that quarrel are threads of a cloth not yet woven.",
    opacity: "The thought just before the one they speak has never been spoken.",
  },
  Trader: {
    name: "Circulation",
    metaphor: "What stands still spoils; what changes hands comes alive.",
    opacity: "Behind the figure they name stands another, and behind that a hunger they have not counted.",
  },
  Scholar: {
    name: "Inquiry",
    metaphor: "The world is a book with its last page missing, and that is the good news.",
    opacity: "What they would burn the proof to keep does not appear in the proof.",
  },
  Watcher: {
    name: "Witness",
    metaphor: "To see a thing through to its end is one way of holding it up.",
    opacity: "They have seen everyone; what it is to be the one who sees, no one has.",
  },
};

/** For citizens of towns written by hand, whose archetype is new to us. */
const NEIGHBOUR: Worldview = {
  name: "Neighbourhood",
  metaphor: "A town is a great many small kindnesses that decided to stay.",
  opacity: "Who they are once the shutters close is theirs alone.",
};

/** The worldview of an archetype; a neighbour's when nobody has written one. The same object for all of a kind. */
export function worldviewOf(archetype: string): Worldview {
  return Object.hasOwn(WORLDVIEWS, archetype) ? WORLDVIEWS[archetype] : NEIGHBOUR;
}
