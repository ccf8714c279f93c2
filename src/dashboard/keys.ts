import { PANELS } from "./panels.ts";

/** What the page does at a key, and what the help says of it. */
export type Shortcut = {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly action: Action;
};

export type Action =
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
  | "peak"
  | "search"
  | `panel-${number}`
  | "fork"
  | "beside"
  | "export"
  | "theme"
  | "help";

export const SHORTCUTS: readonly Shortcut[] = [
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
  { keys: ["/"], shown: "/", does: "find a citizen in the picture", action: "search" },
  ...PANELS.map(({ label }, i): Shortcut => ({
    keys: [`${i + 1}`],
    shown: `${i + 1}`,
    does: `show ${label.toLowerCase()}`,
    action: `panel-${i}`,
  })),
  { keys: ["f"], shown: "f", does: "fork the town at this moment", action: "fork" },
  { keys: ["b"], shown: "b", does: "show another town beside this one", action: "beside" },
  { keys: ["e"], shown: "e", does: "export what is shown", action: "export" },
  { keys: ["t"], shown: "t", does: "light or dark", action: "theme" },
  { keys: ["?"], shown: "?", does: "this help", action: "help" },
];

/** The part of a keyboard event that matters. */
export type Stroke = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

/**
 * The action of a stroke, or undefined when it belongs to what has the focus: text fields keep every key, buttons and the like
 * the space bar that presses them, and everything but the page itself its arrows.
 * @param focus tag name and input type of the focused element, wherever it is (also inside a shadow root)
 */
export function actionOf(
  stroke: Stroke,
  focus: { readonly tag: string; readonly type?: string | undefined },
): Action | undefined {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return undefined;
  const tag = focus.tag.toLowerCase();
  if (tag === "textarea" || tag === "select" || (tag === "input" && !["range", "checkbox"].includes(focus.type ?? "")))
    return undefined;
  if (stroke.key === " " && ["button", "a", "summary", "option", "input"].includes(tag)) return undefined;
  if (stroke.key.startsWith("Arrow") && tag !== "body" && tag !== "") return undefined;
  return SHORTCUTS.find(({ keys }) => keys.includes(stroke.key))?.action;
}
