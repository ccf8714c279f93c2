import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { View } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import { isInFocus, livingFocus } from "../../scene/scatter-cast.ts";
import { manifest } from "../../sim/manifest.ts";
import { Card } from "./card.tsx";
import type { Cards } from "./cards-model.ts";
import { useSize, useStayingInPlace, useZoom } from "./list-place.ts";
import { heightOf, mostTiles, placeOf, tilesAt, tilesInSight } from "./tiles.ts";

/**
 * All citizens as tiles, of which only those in sight exist. Zooming changes the level and keeps the card under the pointer
 * where it is; arrows walk, Home and End reach the ends, Enter selects, p pins, + and - change the level.
 */
export function List(props: { readonly cards: Cards; readonly view: View; readonly theme: Theme }) {
  const { cards, theme } = props;
  const { town, seq } = props.view;
  const scroll = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  /** Index of the tile that the keyboard is on. */
  const cursor = useSignal(0);
  const pointed = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);

  const size = useSize(scroll, pointed);
  const lod = cards.lod.value;
  const order = cards.order.value;
  const tiles = tilesAt(lod, size.width);
  const count = Math.min(order.length, mostTiles(tiles));
  useZoom(scroll, pointed, cards);
  useStayingInPlace(scroll, pointed, tiles, order, lod, cursor.value);

  const { first, last } = tilesInSight(top.value, size.height, tiles, count);
  const at = Math.min(cursor.value, count - 1);
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  // The tile with the keyboard's focus must not vanish under it.
  if (at >= 0 && (at < first || at > last)) shown.push(at);

  const go = (index: number) => {
    cursor.value = Math.min(count - 1, Math.max(0, index));
    const element = scroll.current!;
    const { y } = placeOf(cursor.value, tiles);
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + tiles.height > element.scrollTop + element.clientHeight)
      element.scrollTop = Math.min(y, y + tiles.height - element.clientHeight);
    const row = order[cursor.value];
    requestAnimationFrame(() =>
      element.querySelector<HTMLElement>(`[data-row="${row}"] .name`)?.focus({ preventScroll: true }),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Whoever takes to the keyboard has left the pointer where it happens to lie.
    pointed.current = undefined;
    if (event.altKey || event.metaKey || event.ctrlKey || count === 0) return;
    const page = Math.max(1, Math.floor(size.height / tiles.height)) * tiles.columns;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -tiles.columns,
      ArrowDown: tiles.columns,
      PageUp: -page,
      PageDown: page,
      Home: -count,
      End: count,
    };
    const onText = event.target instanceof Element && event.target.closest("pre");
    const by = onText ? undefined : steps[event.key];
    if (by === undefined) return;
    // The arrows that would leave the list at its top or bottom stay in their column.
    if (Math.abs(by) >= count || Math.abs(by) === 1 || (at + by >= 0 && at + by < count)) go(at + by);
    event.preventDefault();
    event.stopPropagation();
  };

  const cast = cards.castOf(town);
  const focus = livingFocus(cast, cards.traits.focus.value);
  const selected = new Set(cards.traits.selected.value);
  return (
    <div
      class="scroll"
      ref={scroll}
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
        cards.reading.value = top.value > 0 || pointed.current !== undefined;
      }}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        pointed.current = { x: event.clientX - box.left, y: event.clientY - box.top };
        cards.reading.value = true;
      }}
      onPointerLeave={() => {
        pointed.current = undefined;
        cards.reading.value = top.value > 0;
      }}
      onKeyDown={onKeyDown}
    >
      {count === 0 && (
        <div class="nobody">
          <p>Nobody here is found by “{cards.query.value.trim()}”.</p>
          <button type="button" onClick={() => (cards.query.value = "")}>
            Show everybody
          </button>
        </div>
      )}
      <ul class="tiles" aria-label="Citizens" style={{ height: `${heightOf(count, tiles)}px` }}>
        {shown.map((index) => {
          const row = order[index];
          const { x, y } = placeOf(index, tiles);
          return (
            <li
              key={row}
              class="tile"
              data-row={row}
              aria-setsize={count}
              aria-posinset={index + 1}
              style={{ transform: `translate(${x}px, ${y}px)`, width: `${tiles.width}px`, height: `${tiles.height}px` }}
              onFocusIn={() => (cursor.value = index)}
            >
              <Card
                cards={cards}
                card={manifest(town, row, lod, (one) => cast.coalitionsOf(one))}
                lod={lod}
                theme={theme}
                past={() => cards.history.of(town, row)}
                seq={seq}
                dimmed={!isInFocus(cast.member(row), focus) && !selected.has(town.citizens[row].id)}
                tabIndex={index === at ? 0 : -1}
              />
            </li>
          );
        })}
      </ul>
      {count < order.length && (
        <p class="more">and {(order.length - count).toLocaleString("en")} more: find them by name, or zoom out.</p>
      )}
    </div>
  );
}
