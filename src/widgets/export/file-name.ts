import type { Moment } from "../../sim/clock.ts";

/** What a file is called: `smallville-day3-evening.png`; what it is comes before the ending where that alone doesn't tell. */
export function fileName(town: string, what: readonly (string | Moment)[], ending: string): string {
  return `${[town, ...what.map((part) => (typeof part === "string" ? part : momentPart(part)))].join("-")}.${ending}`;
}

function momentPart({ day, phase }: Moment): string {
  return `day${day}-${phase.toLowerCase()}`;
}
