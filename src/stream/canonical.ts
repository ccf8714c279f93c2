import { serialize, type TownEvent } from "../sim/event.ts";

let last: TownEvent | undefined;
let text = "";

/**
 * The canonical line of an event. An event goes to the log, to the file and to the viewers one after the other, so that
 * remembering the last answer makes it one serialisation for all.
 */
export function canonical(event: TownEvent): string {
  if (event !== last) {
    text = serialize(event);
    last = event;
  }
  return text;
}
