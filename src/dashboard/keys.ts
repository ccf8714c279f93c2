/** What the page does at a key, and what the help says of it. */
export type Shortcut = {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly action: Action;
};

export type Action = "pace" | "step" | "live" | "earlier" | "later" | "theme" | "help";

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: [" "], shown: "space", does: "pause the town, or let it go on", action: "pace" },
  { keys: ["."], shown: ".", does: "step one event", action: "step" },
  { keys: ["["], shown: "[", does: "show the event before", action: "earlier" },
  { keys: ["]"], shown: "]", does: "show the event after", action: "later" },
  { keys: ["g"], shown: "g", does: "show the newest moment", action: "live" },
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
 * The action of a stroke, or undefined when it belongs to what has the focus: text fields keep every key, and buttons
 * and the like keep the space bar that presses them.
 * @param focus tag name and input type of the focused element, wherever it is (also inside a shadow root)
 */
export function actionOf(
  stroke: Stroke,
  focus: { readonly tag: string; readonly type?: string | undefined },
): Action | undefined {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return undefined;
  const tag = focus.tag.toLowerCase();
  if (tag === "textarea" || tag === "select" || (tag === "input" && focus.type !== "range")) return undefined;
  if (stroke.key === " " && ["button", "a", "summary", "option"].includes(tag)) return undefined;
  return SHORTCUTS.find(({ keys }) => keys.includes(stroke.key))?.action;
}
