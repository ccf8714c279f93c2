import { LOOK_KEYS, SEARCH_KEY, TIME_KEYS, type Shortcut, type TimeAction } from "../observer/shortcuts.ts";
import { PANELS } from "./panels.ts";

/** What the terminal does at a key: what every viewer does, and what a terminal needs instead of a mouse. */
export type Action =
  | TimeAction
  | "search"
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "choose"
  | "clear"
  | "slower"
  | "faster"
  | "more"
  | "less"
  | "panel-next"
  | "panel-before"
  | `panel-${number}`
  | "theme"
  | "help"
  | "quit";

export const SHORTCUTS: readonly Shortcut<Action>[] = [
  ...TIME_KEYS,
  { keys: ["<"], shown: "<", does: "go slower", action: "slower" },
  { keys: [">"], shown: ">", does: "go faster", action: "faster" },
  { keys: ["ArrowDown", "j"], shown: "↓ or j", does: "go to the next in the panel", action: "down" },
  { keys: ["ArrowUp", "k"], shown: "↑ or k", does: "go to the one before", action: "up" },
  { keys: ["PageDown"], shown: "PgDn", does: "go on by a page", action: "page-down" },
  { keys: ["PageUp"], shown: "PgUp", does: "go back by a page", action: "page-up" },
  {
    keys: ["Enter"],
    shown: "enter",
    does: "choose what is at hand",
    action: "choose",
  },
  { keys: ["Escape"], shown: "esc", does: "choose nothing", action: "clear" },
  { keys: ["+", "="], shown: "+", does: "more detail of citizens", action: "more" },
  { keys: ["-"], shown: "-", does: "less detail", action: "less" },
  SEARCH_KEY,
  { keys: ["Tab"], shown: "tab", does: "show the next panel", action: "panel-next" },
  { keys: ["BackTab"], shown: "⇧tab", does: "show the panel before", action: "panel-before" },
  ...PANELS.map(({ label }, i): Shortcut<Action> => ({
    keys: [`${i + 1}`],
    shown: `${i + 1}`,
    does: `show ${label.toLowerCase()}`,
    action: `panel-${i}`,
  })),
  ...LOOK_KEYS,
  { keys: ["q"], shown: "q", does: "leave", action: "quit" },
];

export function actionOf(key: string): Action | undefined {
  return SHORTCUTS.find(({ keys }) => keys.includes(key))?.action;
}
