import { KINDS } from "./filter.ts";
import type { Feed, FeedTraits } from "./feed-model.ts";

/** The feed's title and filters. */
export function Bar({
  feed,
  traits,
  operations,
}: {
  readonly feed: Feed;
  readonly traits: FeedTraits;
  readonly operations: readonly string[];
}) {
  const { query, kind, selected } = traits;
  const [first] = selected.value;
  const who =
    first !== undefined && selected.value.length === 1 ? feed.nameOf(first) : `${selected.value.length} citizens`;
  return (
    <div class="bar">
      <h2>Activity</h2>
      {feed.filtered.value && <span class="count">{feed.count.value.toLocaleString("en")} found</span>}
      {selected.value.length > 0 && (
        <button type="button" class="chip" onClick={() => (selected.value = [])} title="Show everybody's activity">
          <span>{who}</span>
          <svg viewBox="0 0 8 8" width="8" height="8" role="img" aria-label="show everybody">
            <path d="M1 1l6 6M7 1L1 7" />
          </svg>
        </button>
      )}
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
        {operations.map((operation) => (
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
    </div>
  );
}
