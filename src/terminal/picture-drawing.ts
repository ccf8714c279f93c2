import { looksOf } from "../scene/scatter-looks.ts";
import { placeOf, type ScatterPoint } from "../scene/scatter-point.ts";
import type { ScatterScene } from "../scene/scatter.ts";
import { COALITION_HUES, coalitionMark, BRIDGE_MARK, UNAFFILIATED_MARK } from "../scene/palette.ts";
import { mixed } from "./colour.ts";
import { Dots, LETTER } from "./dots.ts";
import type { Facts } from "./facts.ts";
import { cut, lettersOf, widthOf } from "./letters.ts";
import { legendMarkOf, markOf } from "./mark.ts";
import type { PictureScene } from "./picture.ts";
import type { Area } from "./screen.ts";

/** The eigenvector space in letters: outlines and trails in dots, citizens as the letters of their coalitions, names where there is room. */
export function drawPicture(area: Area, { scene, axes, unstable }: PictureScene, facts: Facts): void {
  const { inks, choices, cast } = facts;
  tint(area, scene, inks.ground);
  const dots = new Dots(area.columns, area.rows);
  for (const { vertices, colour, dimmed, focused } of scene.outlines) {
    const ink = focused ? colour : mixed(colour, inks.ground, dimmed ? 0.25 : 0.7);
    dots.line(vertices, ink, { closed: true, every: focused ? 1 : dimmed ? 4 : 2 });
  }
  if (scene.crowded) crowd(dots, scene, inks.ground);
  for (const { path, colour } of scene.trails) dots.line(path, mixed(colour, inks.ground, 0.6));
  dots.paint(area);
  for (const point of scene.points) drawMark(area, point, facts);
  if (scene.crowded) {
    for (const { coalition, vertices } of scene.outlines) {
      const entry = cast.legend.find(({ key }) => key === coalition.id)!;
      const { letter, style } = legendMarkOf(entry, choices.theme);
      area.put(...cellOf(middleOf(vertices)), letter, { ...style, inverse: true });
    }
  }
  drawNames(area, scene, facts);
  drawAxes(area, axes, unstable, facts);
}

function cellOf([x, y]: readonly [number, number]): [column: number, row: number] {
  return [Math.floor(x / LETTER.width), Math.floor(y / LETTER.height)];
}

function drawMark(area: Area, { member, x, y, dimmed, selected }: ScatterPoint, { choices, inks }: Facts): void {
  const { letter, style } = markOf(member, choices.theme);
  const [column, row] = cellOf([x, y]);
  const ink = dimmed ? mixed(style.fg!, inks.ground, 0.4) : style.fg;
  area.put(column, row, letter, { ...style, fg: ink, bold: !dimmed && style.bold === true, inverse: selected });
}

/** A breath of its colour on the ground of a coalition. Who sees no colours misses nothing: the dots are its outline. */
function tint(area: Area, { outlines }: ScatterScene, ground: string): void {
  for (let row = 0; row < area.rows; row++) {
    for (let column = 0; column < area.columns; column++) {
      const [x, y] = [(column + 0.5) * LETTER.width, (row + 0.5) * LETTER.height];
      let bg = ground;
      for (const { vertices, colour, dimmed } of outlines) {
        if (!dimmed && isInside(vertices, x, y)) bg = mixed(colour, bg, 0.1);
      }
      if (bg !== ground) area.dress(column, row, { bg });
    }
  }
}

/** Whether a point lies in a convex polygon whose vertices go round one way. */
function isInside(vertices: ArrayLike<number>, x: number, y: number): boolean {
  let [some, others] = [false, false];
  for (let i = 0; i < vertices.length; i += 2) {
    const j = (i + 2) % vertices.length;
    const side =
      (vertices[j] - vertices[i]) * (y - vertices[i + 1]) - (vertices[j + 1] - vertices[i + 1]) * (x - vertices[i]);
    if (side > 1e-9) some = true;
    else if (side < -1e-9) others = true;
  }
  return some !== others;
}

/** Everyone as a dot; a letter of the grid has the colour of those who are most in it. */
function crowd(dots: Dots, scene: ScatterScene, ground: string): void {
  const { cast, theme, back } = scene;
  const fills = Array.from({ length: COALITION_HUES }, (_, slot) => coalitionMark(slot).fill[theme]);
  const inks = [...fills, BRIDGE_MARK.fill[theme], UNAFFILIATED_MARK.fill[theme]];
  const { looks, order } = looksOf(cast, back);
  const tally = new Map<number, Uint32Array>();
  for (const row of order) {
    const at = dots.dot(...placeOf(scene, row));
    if (at < 0) continue;
    let counts = tally.get(at);
    if (!counts) tally.set(at, (counts = new Uint32Array(2 * inks.length)));
    counts[(back[row] ? 0 : inks.length) + ((looks[row] >>> 2) & 7)]++;
  }
  for (const [at, counts] of tally) {
    const front = counts.subarray(inks.length);
    const isBack = front.every((count) => count === 0);
    const seen = isBack ? counts.subarray(0, inks.length) : front;
    const ink = inks[seen.indexOf(Math.max(...seen))];
    dots.colour(at, isBack ? mixed(ink, ground, 0.35) : ink);
  }
}

function middleOf(vertices: ArrayLike<number>): readonly [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < vertices.length; i += 2) {
    x += vertices[i];
    y += vertices[i + 1];
  }
  return [(2 * x) / vertices.length, (2 * y) / vertices.length];
}

/** Names where no mark and no other name is: what lies apart in pixels may meet in letters. */
function drawNames(area: Area, scene: ScatterScene, { inks }: Facts): void {
  const taken = new Set(scene.points.map(({ x, y }) => cellOf([x, y]).join()));
  for (const { text, x, y, strong } of scene.names) {
    const row = Math.floor(y / LETTER.height);
    const name = cut(text, 16);
    const wish = Math.round(x / LETTER.width);
    const isFree = (at: number) => {
      if (at < 0 || at + widthOf(name) > area.columns) return false;
      return Array.from({ length: widthOf(name) + 1 }, (_, i) => `${at + i},${row}`).every((cell) => !taken.has(cell));
    };
    const column = [wish, wish + 1, wish - 1].find(isFree);
    if (column === undefined) continue;
    area.put(column, row, name, { fg: strong ? inks.ink : inks.muted, bold: strong });
    for (const i of lettersOf(` ${name} `).keys()) taken.add(`${column - 1 + i},${row}`);
  }
}

/** What the axes mean: upwards in the first line, downwards in the last. Sideways stands below, in `drawAcross`. */
function drawAxes(area: Area, [, y]: PictureScene["axes"], unstable: boolean, { inks }: Facts): void {
  const title = unstable ? `${y.title} (axes unstable)` : y.title;
  const room = area.columns - widthOf(title) - 5;
  area.put(0, 0, cut(["↑", listed(y.more, room), "·", title].filter(Boolean).join(" "), area.columns), {
    fg: inks.faint,
  });
  if (y.less.length > 0) area.put(0, area.rows - 1, `↓ ${listed(y.less, area.columns - 2)}`, { fg: inks.faint });
}

/** The line under the picture: what grows to the left, the axis, what grows to the right. */
export function drawAcross(area: Area, { axes: [x] }: PictureScene, { inks }: Facts): void {
  const style = { fg: inks.faint };
  const middle = Math.floor((area.columns - widthOf(x.title)) / 2);
  const less = listed(x.less, middle - 3);
  const more = listed(x.more, middle - 3);
  if (less !== "") area.put(0, 0, `← ${less}`, style);
  area.put(middle, 0, x.title, style);
  const end = more === "" ? "→" : `${more} →`;
  area.put(area.columns - widthOf(end), 0, end, style);
}

/** As many traits as there is room for, the strongest first. */
function listed(traits: readonly string[], room: number): string {
  let many = traits.length;
  while (many > 1 && widthOf(traits.slice(0, many).join(", ")) > room) many--;
  return cut(traits.slice(0, many).join(", "), room);
}
