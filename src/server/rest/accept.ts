import { TownError } from "../../sim/error.ts";

/**
 * Which of the media types `offered`, in our order of preference, an Accept header likes best (RFC 9110, 12.5.1).
 * @throws TownError not_acceptable naming what there is.
 */
export function negotiate<const T extends string>(accept: string | undefined, offered: readonly T[]): T {
  if (accept === undefined || accept.trim() === "") return offered[0];
  const ranges = accept.split(",").map(rangeOf);
  let best: T | undefined;
  let most = 0;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > most) [best, most] = [type, quality];
  }
  if (best !== undefined) return best;
  throw new TownError(
    "not_acceptable",
    `this comes as ${offered.join(" or ")}; the header Accept asks for ${JSON.stringify(accept.slice(0, 100))}`,
  );
}

type Range = { readonly range: string; readonly quality: number };

function rangeOf(text: string): Range {
  const [range, ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith("q="));
  const quality = given === undefined ? 1 : Number(given.slice(2));
  return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** That of the most specific range that covers the type. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const group = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const wanted of [type, group, "*/*"]) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found) return found.quality;
  }
  return 0;
}
