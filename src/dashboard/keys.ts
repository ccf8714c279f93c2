import { LOOK_KEYS, SEARCH_KEY, TIME_KEYS, type Shortcut, type TimeAction } from "../observer/shortcuts.ts";
import { PANELS } from "./panels.ts";

/** What the page does at a key: what every viewer does, and what only a page can. */
export type Action = TimeAction | "search" | `panel-${number}` | "fork" | "beside" | "export" | "theme" | "help";

export const SHORTCUTS: readonly Shortcut<Action>[] = [
  ...TIME_KEYS,
  SEARCH_KEY,
  ...PANELS.map(({ label }, i): Shortcut<Action> => ({
    keys: [`${i + 1}`],
    shown: `${i + 1}`,
    does: `show ${label.toLowerCase()}`,
    action: `panel-${i}`,
  })),
  { keys: ["f"], shown: "f", does: "fork the town at this moment", action: "fork" },
  { keys: ["b"], shown: "b", does: "show another town beside this one", action: "beside" },
  { keys: ["e"], shown: "e", does: "export what is shown", action: "export" },
  ...LOOK_KEYS,
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
