/** Walking a picture with arrow keys: from one place to the next in a direction. */

/** Right and down of what a key of a keyboard event stands for. */
export const ARROWS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest place in a direction (the one least far and least off the line), seen from `from`; undefined where there is none. */
export function neighbour<Place extends { readonly x: number; readonly y: number }>(
  places: readonly Place[],
  from: Place,
  [dx, dy]: readonly [number, number],
): Place | undefined {
  let best: Place | undefined;
  let least = Infinity;
  for (const place of places) {
    if (place === from) continue;
    const along = (place.x - from.x) * dx + (place.y - from.y) * dy;
    const across = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    if (along < Math.max(1, across / 2)) continue;
    const cost = along + 2 * across;
    if (cost >= least) continue;
    least = cost;
    best = place;
  }
  return best;
}
