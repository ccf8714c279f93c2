import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { bearing, recollected } from "../../scene/card-words.ts";
import type { Theme } from "../../scene/palette.ts";
import type { Lod, Manifest } from "../../sim/manifest.ts";
import { Glyph } from "../kit/glyph.tsx";
import { ActivityGlyph } from "./activity-glyph.tsx";
import type { Cards } from "./cards-model.ts";
import { Edge } from "./edge.tsx";
import { PinButton } from "./pin-button.tsx";
import { Psyche } from "./psyche.tsx";
import { Recall } from "./recall.tsx";

type CardProps = {
  readonly cards: Cards;
  readonly card: Manifest;
  readonly lod: Lod;
  readonly theme: Theme;
  /** The seven traits over the last phases, oldest first; asked for from level 4 on. */
  readonly past: () => readonly (readonly number[])[];
  /** Of the moment shown. */
  readonly seq: number;
  readonly dimmed?: boolean;
  readonly tabIndex?: number;
};

/**
 * A citizen at a level of detail. The same elements at every level, to which deeper ones add theirs, so that a card grows where
 * it is. What is listed on it stands still while it is pointed at or has the keyboard: nobody hits what runs.
 */
export function Card(props: CardProps) {
  const { cards, lod, theme, dimmed = false, tabIndex = 0 } = props;
  const { id } = props.card;
  const selected = cards.traits.selected.value.includes(id);
  const held = useSignal(false);
  const { card, seq } = useStill({ card: props.card, seq: props.seq, lod }, held.value && cards.following.value);
  const { glyph, name } = card;
  const hold = {
    onPointerEnter: () => (held.value = true),
    onPointerLeave: () => (held.value = false),
    onFocusIn: () => (held.value = true),
    onFocusOut: () => (held.value = false),
  };
  return (
    <article
      class="card"
      data-citizen={id}
      data-lod={lod}
      data-selected={selected || undefined}
      data-dimmed={dimmed || undefined}
    >
      <header class="head">
        <Glyph seed={glyph.seed} colours={glyph.colours} theme={theme} size={GLYPHS[lod]} />
        <div class="who">
          <h3>
            <button
              type="button"
              class="name"
              aria-pressed={selected}
              tabIndex={tabIndex}
              title={lod === 0 ? name : undefined}
              onClick={(event) => cards.choose(id, event.shiftKey || event.ctrlKey || event.metaKey)}
            >
              {name}
            </button>
            {"archetype" in card && <span class="archetype">{card.archetype}</span>}
          </h3>
          {"region" in card && (
            <p class="posture" title={lod === 1 ? `${bearing(card)} · ${card.region.name}` : undefined}>
              <ActivityGlyph activity={card.activity} />
              <span>
                {bearing(card)} <i>·</i> {card.region.name}
              </span>
            </p>
          )}
        </div>
        {lod > 0 && <PinButton cards={cards} id={id} name={name} tabIndex={tabIndex} />}
      </header>
      {"worldview" in card && (
        <div class="part voice">
          <p class="metaphor">
            “{card.worldview.metaphor}” <span>{card.worldview.name}</span>
          </p>
          {lod === 2 && (
            <p class="doing">
              {card.doing
                ? `${capital(recollected(card.doing))}, ${cards.momentOf(card.doing.seq) ?? `event ${card.doing.seq}`}`
                : "Nothing to remember yet"}
            </p>
          )}
        </div>
      )}
      {"memories" in card && (
        <div class="part" {...hold}>
          <Recall cards={cards} card={card} asOf={seq < props.seq ? seq : undefined} tabIndex={tabIndex} />
        </div>
      )}
      {"eigenvector" in card && (
        <div class="part">
          <Psyche cards={cards} card={card} past={props.past()} theme={theme} tabIndex={tabIndex} />
        </div>
      )}
      {"record" in card && (
        <div class="part" {...hold}>
          <Edge card={card} tabIndex={tabIndex} />
        </div>
      )}
    </article>
  );
}

/** Of the face, by level, in CSS px. */
const GLYPHS = [40, 28, 40, 40, 40, 40] as const;

/** The newest, or what it was when `still` began; another level is always new. */
function useStill<T extends { readonly lod: Lod }>(newest: T, still: boolean): T {
  const kept = useRef(newest);
  if (!still || kept.current.lod !== newest.lod) kept.current = newest;
  return kept.current;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
