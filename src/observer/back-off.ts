/**
 * How many milliseconds to wait before the attempt-th attempt in a row (from 1): at least `least` for the first, doubling
 * to half a minute, plus as much again by chance, so that a crowd of viewers doesn't return in step ("equal jitter":
 * Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
 *
 * @param random in [0, 1)
 */
export function backOff(attempt: number, random: number, least = 500): number {
  const most = Math.min(LONGEST, least * 2 ** Math.min(attempt, 30));
  return Math.round((most / 2) * (1 + random));
}

const LONGEST = 30_000;
