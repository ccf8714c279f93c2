import type { Observer } from "../observer/observer.ts";
import { driven } from "../observer/transport.ts";
import type { Facts } from "./facts.ts";
import { cut, widthOf } from "./letters.ts";
import type { Area } from "./screen.ts";

/** What may be done, or what must be said; and which moment is shown. */
export function drawFooter(area: Area, { observer, view, notice, choices, inks }: Facts): void {
  const head = observer.head.peek();
  const at = `${view.seq.toLocaleString("en")} of ${head.toLocaleString("en")} events`;
  const isPlaying = observer.player.playing.peek();
  const pace = driven(observer) === "town" ? observer.pace.peek().speed : observer.player.speed.peek();
  const times = isPlaying || pace !== 1 ? (pace === "max" ? "max  " : `${pace}×  `) : "";
  const moment = `${isPlaying ? "▶ " : ""}${times}${at}`;
  area.put(area.columns - widthOf(moment), 0, moment, { fg: inks.muted });
  const room = area.columns - widthOf(moment) - 2;
  if (choices.search !== undefined) {
    const x = area.put(0, 0, cut(`find: ${choices.search}`, room - 1), { fg: inks.ink, bold: true });
    area.put(x, 0, " ", { inverse: true });
    area.put(x + 2, 0, cut(notice, room - x - 2), { fg: inks.warn });
  } else if (notice !== "") area.put(0, 0, cut(notice, room), { fg: inks.warn });
  else drawHints(area.part(0, 0, room, 1), [["space", spaceDoes(observer)], ...HINTS], inks);
}

/** What the space bar would do now. */
function spaceDoes(observer: Observer): string {
  const { player, pace } = observer;
  if (driven(observer) === "town") return pace.peek().paused ? "go on" : "pause";
  return player.playing.peek() ? "pause" : "play";
}

type Hint = readonly [keys: string, does: string];

const HINTS: readonly Hint[] = [
  ["←→", "event"],
  ["↑↓", "walk"],
  ["+-", "detail"],
  ["d c p", "skip"],
  ["g", "newest"],
  ["/", "find"],
  ["?", "help"],
  ["q", "leave"],
];

/** As many of the first as there is room for; the last two, help and the way out, always. */
function drawHints(area: Area, hints: readonly Hint[], inks: Facts["inks"]): void {
  const width = ([keys, does]: Hint) => widthOf(keys) + 1 + widthOf(does) + 2;
  const last = hints.slice(-2);
  let left = area.columns - last.reduce((sum, hint) => sum + width(hint), 0) + 2;
  const first: Hint[] = [];
  for (const hint of hints.slice(0, -2)) {
    if (width(hint) > left) break;
    left -= width(hint);
    first.push(hint);
  }
  let x = 0;
  for (const [keys, does] of [...first, ...last]) {
    x = area.put(x, 0, keys, { fg: inks.muted, bold: true }) + 1;
    x = area.put(x, 0, does, { fg: inks.faint }) + 2;
  }
}
