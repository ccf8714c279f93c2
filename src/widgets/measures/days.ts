/** A day by the place of its dawn, in phases from the beginning of the time axis. */
export type Day = { readonly day: number; readonly place: number };

/** Px between two days that are named, at least. */
const APART = 48;
/** Px that a name takes after its dawn. */
const NAME = 40;

/**
 * The days to name on an axis `width` px long: the first, and every 1st, 2nd, 5th, 10th, ... such that no two are nearer than is
 * good to read, and the last isn't cut.
 * @param extent of the axis, in phases
 */
export function namedDays(days: readonly Day[], extent: number, width: number): readonly Day[] {
  const [first, ...rest] = days;
  if (!first || extent <= 0) return [];
  const x = ({ place }: Day) => (place / extent) * width;
  const fitting = rest.filter((day) => x(day) <= width - NAME && x(day) - x(first) >= APART);
  for (let scale = 1; ; scale *= 10) {
    for (const step of [scale, 2 * scale, 5 * scale]) {
      const chosen = [first, ...fitting.filter(({ day }) => day % step === 0)];
      if (chosen.every((day, i) => i === 0 || x(day) - x(chosen[i - 1]) >= APART)) return chosen;
    }
  }
}
