import { TownError } from "./error.ts";

/** Town time: days from 1, four phases a day, and the ISO 8601 timestamp of a place within a phase. */

export const PHASES = ["MORNING", "AFTERNOON", "EVENING", "NIGHT"] as const;
export type Phase = (typeof PHASES)[number];

/** A phase of a day; a run moves from one moment to the next. */
export type Moment = { readonly day: number; readonly phase: Phase };

/** When each phase begins and how long it lasts, in seconds of the town's day; NIGHT reaches into the next date. */
const SPANS: Record<Phase, { readonly begins: number; readonly lasts: number }> = {
  MORNING: { begins: 6 * 3600, lasts: 6 * 3600 },
  AFTERNOON: { begins: 12 * 3600, lasts: 6 * 3600 },
  EVENING: { begins: 18 * 3600, lasts: 4 * 3600 },
  NIGHT: { begins: 22 * 3600, lasts: 8 * 3600 },
};

export function isPhase(value: unknown): value is Phase {
  return typeof value === "string" && (PHASES as readonly string[]).includes(value);
}

export function nextMoment({ day, phase }: Moment): Moment {
  return phase === "NIGHT" ? { day: day + 1, phase: "MORNING" } : { day, phase: PHASES[PHASES.indexOf(phase) + 1] };
}

/** Phases since the dawn of day 1: 0 for day 1 MORNING. Orders moments. */
export function ordinal({ day, phase }: Moment): number {
  return (day - 1) * PHASES.length + PHASES.indexOf(phase);
}

/**
 * Reads `day:12/evening` or `day:12` (its morning).
 * @throws TownError invalid_input naming the text and the form that was expected.
 */
export function parseMoment(text: string): Moment {
  const match = /^day:(\d{1,7})(?:\/([a-z]+))?$/i.exec(text.trim());
  const phase = (match?.[2] ?? "morning").toUpperCase();
  const day = Number(match?.[1]);
  if (!match || day < 1 || !isPhase(phase)) {
    throw new TownError(
      "invalid_input",
      `moment must be like day:12/evening (a day from 1; morning, afternoon, evening or night), got "${text}"`,
    );
  }
  return { day, phase };
}

/** `day:12/evening`: what `parseMoment` reads. */
export function formatMoment({ day, phase }: Moment): string {
  return `day:${day}/${phase.toLowerCase()}`;
}

/** Town seconds since midnight of day 1 at `place` (in [0, 1)) of a phase. */
export function townSeconds({ day, phase }: Moment, place: number): number {
  const { begins, lasts } = SPANS[phase];
  return (day - 1) * 86_400 + begins + Math.floor(lasts * place);
}

/** The ISO 8601 UTC timestamp `seconds` after midnight of the start date, to the second. */
export function timestamp(startDay: number, seconds: number): string {
  const date = Math.floor(seconds / 86_400);
  const rest = seconds - date * 86_400;
  const hours = Math.floor(rest / 3600);
  const minutes = Math.floor((rest - hours * 3600) / 60);
  return `${isoDate(startDay + date)}T${two(hours)}:${two(minutes)}:${two(rest - hours * 3600 - minutes * 60)}Z`;
}

/**
 * Days from 1970-01-01 to a `YYYY-MM-DD` date, by the proleptic Gregorian calendar
 * (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). The model may not ask the host's calendar.
 * @throws TownError invalid_config when it is no date.
 */
export function dayNumber(date: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const yearOfEra = y - era * 400;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  if (!match || isoDate(days) !== date) {
    throw new TownError("invalid_config", `start_date must be a date like 2025-12-03, got "${date}"`);
  }
  return days;
}

let lastDay = Number.NaN;
let lastDate = "";

/** civil_from_days of the same source; remembers the last answer, since a run asks for one day many times. */
function isoDate(days: number): string {
  if (days === lastDay) return lastDate;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = m < 10 ? m + 3 : m - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  lastDay = days;
  lastDate = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return lastDate;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
