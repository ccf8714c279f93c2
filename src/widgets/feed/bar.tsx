import { useSignal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import { PHASES } from "../../sim/clock.ts";
import { DRAWN } from "../../sim/rules.ts";
import { Chips } from "./chips.tsx";
import type { Feed, FeedTraits } from "./feed-model.ts";
import { KINDS } from "./filter.ts";

/** The feed's title, how much of what is held it shows, and its filters; where there is little room they fold away. */
export function Bar(props: {
  readonly feed: Feed;
  readonly traits: FeedTraits;
  readonly observer: Observer;
  readonly theme: ReadonlySignal<Theme>;
}) {
  const { feed, traits, observer, theme } = props;
  const { query, kind, phase } = traits;
  const open = useSignal(false);
  return (
    <div class="bar">
      <div class="head">
        <h2>Activity</h2>
        <Count feed={feed} />
        <button type="button" class="fold" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
          Filter
        </button>
      </div>
      <div class="filters" role="search" aria-label="Filter the activity" data-open={open.value || undefined}>
        <input
          type="search"
          placeholder="Filter"
          aria-label="Filter by words"
          value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && (query.value = "")}
        />
        <select
          aria-label="Filter by kind"
          value={kind.value}
          onChange={(event) => (kind.value = event.currentTarget.value)}
        >
          <option value="">everything</option>
          {[...DRAWN, "move"].map((operation) => (
            <option key={operation} value={operation}>
              {operation}
            </option>
          ))}
          {Object.entries(KINDS).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
        <select
          aria-label="Filter by phase"
          value={phase.value}
          onChange={(event) => (phase.value = event.currentTarget.value)}
        >
          <option value="">any time</option>
          {PHASES.map((one) => (
            <option key={one} value={one}>
              {one.toLowerCase()}
            </option>
          ))}
        </select>
      </div>
      <Chips feed={feed} traits={traits} observer={observer} theme={theme} />
    </div>
  );
}

/** `214 of 12,480`: rows of events held. */
function Count({ feed }: { readonly feed: Feed }) {
  const { first, end, share, held, firstSeq } = feed.standing.value;
  if (held === 0) return null;
  const [found, all] = [end - first, held].map((count) => count.toLocaleString("en"));
  const title = firstSeq > 1 ? `Events before ${firstSeq.toLocaleString("en")} are not held here` : undefined;
  return (
    <span class="count" data-count={share < 1 ? undefined : end - first} title={title}>
      {found} {share < 1 && "so far "}of {firstSeq > 1 && "the newest "}
      {all}
    </span>
  );
}
