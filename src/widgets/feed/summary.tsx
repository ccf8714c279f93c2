import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Feed } from "./feed-model.ts";
import { lineOf } from "../../scene/event-line.ts";

/** At most one sentence every five seconds to those who listen rather than look: the rows themselves stay silent. */
export function Summary({ feed, abort }: { readonly feed: Feed; readonly abort: AbortSignal }) {
  const said = useSignal("");
  useEffect(() => {
    let seen = feed.standing.peek();
    const timer = setInterval(() => {
      const now = feed.standing.peek();
      const came = now.end - seen.end;
      const same = now.search === seen.search;
      seen = now;
      if (!same) {
        // Another filter: what it leaves is the news.
        said.value = `${(now.end - now.first).toLocaleString("en")} of ${now.held.toLocaleString("en")} events.`;
        return;
      }
      const last = feed.eventAt(now.end - 1);
      if (came > 0 && last) said.value = summarise(came, lineOf(last, feed.nameOf).message);
    }, 5000);
    const stop = () => clearInterval(timer);
    abort.addEventListener("abort", stop);
    return stop;
  }, []);
  return (
    <p class="unseen" role="status" data-summary>
      {said.value}
    </p>
  );
}

export function summarise(came: number, last: string): string {
  return came === 1 ? last : `${came} new events. The last: ${last}`;
}
