import type { Observer } from "../../observer/observer.ts";

/** How often it is asked again how many watch, in milliseconds: nobody waits for it, and every viewer asks. */
const EVERY = 20_000;

/** What the server alone knows of a town, asked when the town is there and now and then while somebody looks at the page. */
export function keepAsking(observer: Observer, abort: AbortSignal): void {
  const ask = () => {
    const { connection, recorded } = observer;
    if (!recorded && !document.hidden && connection.peek().kind === "live") void observer.inquire();
  };
  let asked = false;
  const stop = observer.view.subscribe((view) => {
    if (!view || asked) return;
    asked = true;
    queueMicrotask(ask);
  });
  const timer = setInterval(ask, EVERY);
  abort.addEventListener("abort", () => {
    stop();
    clearInterval(timer);
  });
}

/** Of a fork, the moment of another town that it goes on from: a link there. */
export function Lineage({ observer }: { readonly observer: Observer }) {
  const lineage = observer.about.value?.lineage;
  if (!lineage) return null;
  const { town_id, seq } = lineage;
  return (
    <a
      class="lineage"
      href={`?town=${encodeURIComponent(town_id)}&at=${seq}${location.hash}`}
      title={`Until event ${seq.toLocaleString("en")} this town's history is that of ${town_id}; from there it goes its own way.`}
    >
      fork of {town_id} at {seq.toLocaleString("en")}
    </a>
  );
}

export function Watching({ observer }: { readonly observer: Observer }) {
  const watching = observer.about.value?.watching;
  if (observer.recorded || watching === undefined) return null;
  return (
    <span class="fact" data-fact="watching" title="Streams of this town that are open, at this server.">
      {watching.toLocaleString("en")} watching
    </span>
  );
}
