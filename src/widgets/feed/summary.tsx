import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Feed } from "./feed-model.ts";

/** At most one sentence every five seconds to those who listen rather than look: the rows themselves stay silent. */
export function Summary({ feed, abort }: { readonly feed: Feed; readonly abort: AbortSignal }) {
  const said = useSignal("");
  useEffect(() => {
    let seen = feed.count.peek();
    const timer = setInterval(() => {
      const count = feed.count.peek();
      const came = count - seen;
      seen = count;
      if (came > 0) said.value = summarise(came, feed.line(count - 1)?.message ?? "");
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
