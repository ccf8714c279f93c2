/** What a key does wherever a town is watched, and what help says of it: the page and the terminal have the same ones. */
export type Shortcut<A extends string> = {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly action: A;
};

export type TimeAction =
  | "pace"
  | "step"
  | "live"
  | "earlier"
  | "later"
  | "dawn-before"
  | "dawn"
  | "change-before"
  | "change"
  | "peak-before"
  | "peak";

/** Those that go through time; `timeActions` is what they do. */
export const TIME_KEYS: readonly Shortcut<TimeAction>[] = [
  {
    keys: [" "],
    shown: "space",
    does: "pause the town, or let it go on; in the past, play from there",
    action: "pace",
  },
  { keys: ["."], shown: ".", does: "step one event", action: "step" },
  { keys: ["[", "ArrowLeft"], shown: "[ or ←", does: "show the event before", action: "earlier" },
  { keys: ["]", "ArrowRight"], shown: "] or →", does: "show the event after", action: "later" },
  { keys: ["d"], shown: "d", does: "show the next dawn", action: "dawn" },
  { keys: ["D"], shown: "D", does: "show the dawn before", action: "dawn-before" },
  { keys: ["c"], shown: "c", does: "show the next change of a coalition", action: "change" },
  { keys: ["C"], shown: "C", does: "show the change before", action: "change-before" },
  { keys: ["p"], shown: "p", does: "show the next peak of drama", action: "peak" },
  { keys: ["P"], shown: "P", does: "show the peak before", action: "peak-before" },
  { keys: ["g"], shown: "g", does: "show the newest moment", action: "live" },
];

export const SEARCH_KEY: Shortcut<"search"> = {
  keys: ["/"],
  shown: "/",
  does: "find a citizen in the picture",
  action: "search",
};

export const LOOK_KEYS: readonly Shortcut<"theme" | "help">[] = [
  { keys: ["t"], shown: "t", does: "light or dark", action: "theme" },
  { keys: ["?"], shown: "?", does: "this help", action: "help" },
];
