import type { Cards } from "./cards-model.ts";

/** Keeps a citizen's card on the desk, where it is compared with the others that are pinned. */
export function PinButton(props: {
  readonly cards: Cards;
  readonly id: string;
  readonly name: string;
  readonly tabIndex: number;
}) {
  const { cards, id, name, tabIndex } = props;
  const pinned = cards.traits.pinned.value.includes(id);
  return (
    <button
      type="button"
      class="icon pin"
      aria-pressed={pinned}
      aria-label={`Pin ${name}`}
      title={pinned ? "Unpin (p)" : "Pin, to compare (p)"}
      tabIndex={tabIndex}
      onClick={() => cards.pin(id)}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M5.5 2.5h5M6.5 2.5v4.2L4 9.5h8L9.5 6.7V2.5M8 9.5v4.5" />
      </svg>
    </button>
  );
}
