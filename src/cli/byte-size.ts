import { TownError } from "../sim/error.ts";

/**
 * Reads an option's value in bytes: `1048576`, `512KiB`, `2GiB`; `name` as the person wrote it.
 * @param least in bytes
 * @throws TownError invalid_input unless it is such a size, and from least to the largest that a number holds.
 */
export function byteSize(name: string, least: number): (text: string) => number {
  return (text) => {
    const [, digits, unit = ""] = /^(\d+)([KMGT]iB)?$/.exec(text) ?? [];
    const bytes = Number(digits) * (UNITS[unit] ?? NaN);
    if (bytes >= least && Number.isSafeInteger(bytes)) return bytes;
    throw new TownError(
      "invalid_input",
      `${name} must be a size such as 512MiB, 2GiB or a number of bytes, at least ${spokenSize(least)}, got ${text}`,
    );
  };
}

function spokenSize(bytes: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, size]) => bytes % size === 0) ?? ["", 1];
  return `${bytes / size}${unit}`;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };
