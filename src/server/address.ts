import type { IncomingMessage } from "node:http";
import { TownError } from "../sim/error.ts";

/** To a request whose address nobody can read. */
export const UNREADABLE = new TownError("invalid_input", "the request's address can't be read");

/**
 * The path that a request asks for, the same however it is escaped: `/v1/town/small%76ille` is `/v1/town/smallville`. Only what
 * would mean something else stays escaped (`%2F` in the middle of a name), so that a segment can be decoded once more.
 * @throws TownError invalid_input for what isn't an address, or is not UTF-8
 */
export function pathOf({ url = "" }: IncomingMessage): string {
  try {
    return new URL(url, "http://town").pathname.split("/").map(readable).join("/");
  } catch {
    throw UNREADABLE;
  }
}

function readable(segment: string): string {
  return segment.includes("%") ? decodeURIComponent(segment).replaceAll(MEANINGFUL, encodeURIComponent) : segment;
}

const MEANINGFUL = /[%/?#\\\p{Cc}]/gu;
