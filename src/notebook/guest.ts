import type { PageModel } from "../widgets/kit/page-model.ts";
import type { Model } from "../widgets/kit/model.ts";
import { oncePerMicrotask, same } from "../widgets/kit/traits.ts";
import type { Host } from "./host.ts";
import type { Room } from "./room.ts";

/** What each widget has for itself; all else the widgets of a room share. */
const OWN: ReadonlySet<string> = new Set(["height", "url", "town"]);

/** A widget's model in a room: what it has for itself from the notebook's, what is shared from the room's. */
export class GuestModel implements Model {
  readonly observer: PageModel["observer"];
  readonly room: Room;
  readonly #host: Host;

  constructor(host: Host, room: Room) {
    this.#host = host;
    this.room = room;
    this.observer = room.observer;
  }

  get(key: string): unknown {
    return this.#of(key).get(key);
  }

  set(key: string, value: unknown): void {
    this.#of(key).set(key, value);
  }

  save_changes(): void {
    this.#host.save_changes();
  }

  on(name: `change:${string}`, callback: () => void): void {
    this.#of(name.slice("change:".length)).on(name, callback);
  }

  off(name: `change:${string}`, callback: () => void): void {
    this.#of(name.slice("change:".length)).off(name, callback);
  }

  #of(key: string): Model {
    return OWN.has(key) ? this.#host : this.room.model;
  }
}

/**
 * Keeps what is shared the same in the notebook's model and in the room's, until `abort`. What the notebook says otherwise than by
 * default it brings along; else it takes what the room has.
 */
export function share(
  host: Host,
  { model }: Room,
  defaults: Readonly<Record<string, unknown>>,
  abort: AbortSignal,
): void {
  const save = oncePerMicrotask(abort, () => host.save_changes());
  for (const [key, fallback] of Object.entries(defaults)) {
    if (OWN.has(key)) continue;
    const bring = () => copy(host, model, key);
    const take = () => copy(model, host, key) && save();
    const own = host.get(key) ?? fallback;
    if (model.get(key) === undefined || !same(own, fallback)) model.set(key, own);
    else take();
    host.on(`change:${key}`, bring);
    model.on(`change:${key}`, take);
    abort.addEventListener("abort", () => {
      host.off(`change:${key}`, bring);
      model.off(`change:${key}`, take);
    });
  }
}

/** Whether there was anything to copy. */
function copy(from: Model, to: Model, key: string): boolean {
  const value = from.get(key);
  if (same(value, to.get(key))) return false;
  to.set(key, value);
  return true;
}
