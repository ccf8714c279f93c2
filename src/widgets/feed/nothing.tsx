import type { Observer } from "../../observer/observer.ts";
import type { Feed } from "./feed-model.ts";

/** What stands where there are no rows: why there are none. */
export function Nothing({ feed, observer }: { readonly feed: Feed; readonly observer: Observer }) {
  return <p class="nothing">{words(feed, observer)}</p>;
}

function words(feed: Feed, { view, head }: Observer): string {
  const { share, held } = feed.standing.value;
  if (!view.value) return "Waiting for the town.";
  if (held === 0 && head.value > 0) return "What happened until now is not here yet.";
  if (share < 1) return "Looking through what happened.";
  return feed.filtered.value
    ? "Nothing like this has happened in the events kept here."
    : "Nothing has happened yet. Events appear here as the town lives.";
}
