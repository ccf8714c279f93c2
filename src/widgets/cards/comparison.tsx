import { signed } from "../../scene/brief.ts";
import { quantities } from "../../scene/card-words.ts";
import { between, characterOf, difference } from "../../scene/compare.ts";
import { coalitionMark, type Theme } from "../../scene/palette.ts";
import type { Cast } from "../../scene/scatter-cast.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import { manifest } from "../../sim/manifest.ts";
import type { TownState } from "../../sim/state.ts";
import { Bar } from "../kit/bar.tsx";
import { Chip } from "../kit/chip.tsx";
import { Glyph } from "../kit/glyph.tsx";
import { Radar } from "../kit/radar.tsx";
import type { Cards } from "./cards-model.ts";
import { PinButton } from "./pin-button.tsx";

/**
 * Two to four pinned citizens beside each other, on one scale: the first's outline lies dotted under the others' radars, each
 * says in what they are unlike the first, and below stands what is between each two of them.
 */
export function Comparison(props: {
  readonly cards: Cards;
  readonly town: TownState;
  readonly cast: Cast;
  readonly rows: readonly number[];
  readonly theme: Theme;
}) {
  const { cards, town, cast, rows, theme } = props;
  const people = rows.map((row) => ({
    row,
    card: manifest(town, row, 4, (one) => cast.coalitionsOf(one)),
    values: characterOf(town.traits, row),
  }));
  const [first] = people;
  const nameOf = (row: number) => town.citizens[row].name;
  return (
    <section class="comparison" aria-label={`Comparison of ${rows.map(nameOf).join(", ")}`}>
      <table data-people={rows.length}>
        <thead>
          <tr>
            <td />
            {people.map(({ card }) => (
              <th scope="col" key={card.id} data-citizen={card.id}>
                <span class="pinned">
                  <Glyph seed={card.glyph.seed} colours={card.glyph.colours} theme={theme} size={24} />
                  <PinButton cards={cards} id={card.id} name={card.name} tabIndex={0} />
                </span>
                <button
                  type="button"
                  class="name"
                  aria-pressed={cards.traits.selected.value.includes(card.id)}
                  onClick={(event) => cards.choose(card.id, event.shiftKey || event.ctrlKey || event.metaKey)}
                >
                  {card.name}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Fact label="Is" of={people.map(({ card }) => card.archetype)} />
          <Fact label="Now" of={people.map(({ card }) => `${card.activity.toLowerCase()}, ${card.region.name}`)} />
          <tr class="radars">
            <th scope="row">Character</th>
            {people.map(({ card, values }) => (
              <td key={card.id}>
                <Radar
                  size={72}
                  series={[
                    ...(card === first.card ? [] : [{ values: first.values, look: "other" as const }]),
                    { values, look: "now" },
                  ]}
                  label={`${card.name}’s seven traits as a shape`}
                />
              </td>
            ))}
          </tr>
          {TRAITS.map((trait, k) => (
            <tr key={trait} class="trait">
              <th scope="row">{trait}</th>
              {people.map(({ card, values }) => (
                <td key={card.id}>
                  <span>
                    <Bar value={values[k]} />
                    {values[k].toFixed(2)}
                  </span>
                </td>
              ))}
            </tr>
          ))}
          <tr class="unlike">
            <th scope="row">Than {first.card.name}</th>
            {people.map(({ card, values }) => (
              <td key={card.id}>{card === first.card ? "" : (difference(values, first.values) ?? "much the same")}</td>
            ))}
          </tr>
          {quantities(first.card).map(({ key, label, means }, i) => (
            <tr key={key} title={means}>
              <th scope="row">{label}</th>
              {people.map(({ card }) => (
                <td key={card.id}>{quantities(card)[i].value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="between" aria-label="Between them">
        {between(town, rows, (row) => cast.coalitionsOf(row)).map(({ one, other, apart, there, back, shared }) => (
          <li key={`${one} ${other}`}>
            <p>
              <b>
                {nameOf(one)} and {nameOf(other)}
              </b>{" "}
              are {apart.toFixed(2)} apart.{" "}
              {there === 0 && back === 0
                ? "They are strangers."
                : `Ties: ${nameOf(one)} → ${nameOf(other)} ${signed(there)}, ${nameOf(other)} → ${nameOf(one)} ${signed(back)}.`}{" "}
              {shared.length === 0 && "They share no coalition."}
            </p>
            {shared.length > 0 && (
              <div class="chips">
                {shared.map(({ id, name, colour }) => (
                  <Chip key={id} name={name} mark={coalitionMark(colour)} theme={theme} title="A coalition of both" />
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      <p class="depth">
        <button type="button" onClick={() => (cards.traits.pinned.value = [])}>
          Unpin all
        </button>
      </p>
    </section>
  );
}

function Fact({ label, of }: { readonly label: string; readonly of: readonly string[] }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      {of.map((text, i) => (
        <td key={i}>{text}</td>
      ))}
    </tr>
  );
}
