import { Leader } from "../dashboard/leader.ts";
import type { ObserverOptions } from "../observer/observer.ts";
import { PageModel } from "../widgets/kit/page-model.ts";
import type { Host } from "./host.ts";
import { Kernel } from "./kernel.ts";
import { shareMoment } from "./moment.ts";
import { recorded } from "./recording.ts";

/**
 * What the widgets of one town in one notebook share: the observer, and so one connection and one fold, and the model of what
 * is chosen. It is there while a view is in it.
 */
export type Room = {
  readonly source: Omit<ObserverOptions, "town">;
  readonly observer: Leader;
  readonly model: PageModel;
};

type Kept = Room & { readonly guests: Set<{ readonly host: Host }>; readonly close: () => void };

/** All rooms of a page, by what makes them one. */
const rooms = new Map<string, Kept>();

/** Enters the room of the model's traits, which is made if nobody is in it. Returns how to leave: who is last closes it. */
export function enter(host: Host): { readonly room: Room; readonly leave: () => void } {
  const [url, town, name] = ["url", "town", "_room"].map((key) => (host.get(key) as string | undefined) ?? "");
  const key = JSON.stringify([url, town, name]);
  const room = rooms.get(key) ?? open(host, url, town);
  rooms.set(key, room);
  const guest = { host };
  room.guests.add(guest);
  return {
    room,
    leave() {
      room.guests.delete(guest);
      if (room.guests.size > 0) return;
      rooms.delete(key);
      room.close();
    },
  };
}

function open(host: Host, url: string, town: string): Kept {
  const guests = new Set<{ readonly host: Host }>();
  const guarded = host.get("_guarded") === true;
  const kernel = new Kernel(() => guests.values().next().value?.host, guarded);
  const gzip = host.get("_recording") as DataView<ArrayBuffer> | null | undefined;
  const source = { url: url || location.origin, ...(gzip ? recorded(gzip) : { fetch: kernel.fetch }) };
  const observer = new Leader({ ...source, town });
  // What a widget draws alone it draws as large as its own trait says; what the dashboard holds fills its place.
  const model = new PageModel({ height: 0, at: host.get("at") ?? null }, observer);
  const part = shareMoment(observer, model);
  observer.connect();
  return {
    source,
    observer,
    model,
    guests,
    close() {
      part();
      observer.close();
    },
  };
}
