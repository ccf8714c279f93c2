import { useMemo } from "preact/hooks";
import { signed } from "../../scene/brief.ts";
import { quantities } from "../../scene/card-words.ts";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK, type Theme } from "../../scene/palette.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import type { Manifest } from "../../sim/manifest.ts";
import { Chip } from "../kit/chip.tsx";
import { Radar } from "../kit/radar.tsx";
import { Sparkline } from "../kit/sparkline.tsx";
import type { Cards } from "./cards-model.ts";

/** Level 4: the seven traits over the temperament, how each moved lately, what they have and where they belong. */
export function Psyche(props: {
  readonly cards: Cards;
  readonly card: Manifest<4>;
  readonly past: readonly (readonly number[])[];
  readonly theme: Theme;
  readonly tabIndex: number;
}) {
  const { cards, card, past, theme } = props;
  const now = TRAITS.map((trait) => card.eigenvector[trait]);
  const temperament = TRAITS.map((trait) => card.temperament[trait]);
  const { changes, range } = useMemo(() => {
    const changes = TRAITS.map((_, k) => past.map((point) => point[k] - temperament[k]));
    return { changes, range: rangeOf(changes) };
  }, [past]);
  const phases = past.length - 2;
  const { focus } = cards.traits;
  return (
    <div class="psyche">
      <h4>
        Character{" "}
        <span class="as-of">
          dashed: temperament<span class="wide">{phases > 0 && ` · lines: ${phases} phases`}</span>
        </span>
      </h4>
      <div class="character">
        <Radar
          size={112}
          series={[
            { values: temperament, look: "before" },
            { values: now, look: "now" },
          ]}
          label={`${card.name}’s character: ${TRAITS.map((trait, k) => `${trait} ${now[k].toFixed(2)}`).join(", ")}`}
        />
        <table>
          <caption class="unseen">Traits now, against the temperament, and over the last {phases} phases</caption>
          <tbody>
            {TRAITS.map((trait, k) => (
              <tr key={trait} data-trait={trait}>
                <th scope="row">{trait}</th>
                <td class="value">{now[k].toFixed(2)}</td>
                <td class="change" title={`Temperament ${temperament[k].toFixed(2)}`}>
                  {signed(now[k] - temperament[k])}
                </td>
                <td>
                  <Sparkline values={changes[k]} width={44} height={16} range={range} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl class="quantities">
        {quantities(card).map(({ key, label, value, means }) => (
          <div key={key} title={means}>
            <dt>{label}</dt>
            <dd data-quantity={key}>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="chips" role="group" aria-label={`${card.name}’s coalitions`}>
        {card.coalitions.length === 0 && <Chip name="unaffiliated" mark={UNAFFILIATED_MARK} theme={theme} />}
        {card.coalitions.length > 1 && <Chip name="bridge" mark={BRIDGE_MARK} theme={theme} />}
        {card.coalitions.map(({ id, name, colour }) => (
          <Chip
            key={id}
            name={name}
            mark={coalitionMark(colour)}
            theme={theme}
            pressed={focus.value === id}
            title={focus.value === id ? "Let everyone back" : `Bring ${name} forward`}
            onPress={() => (focus.value = focus.value === id ? "" : id)}
          />
        ))}
      </div>
    </div>
  );
}

/** One scale for all seven, so that what moved much looks so; a town in which nothing moves is flat and not noise. */
function rangeOf(changes: readonly (readonly number[])[]): { readonly least: number; readonly most: number } {
  let [least, most] = [-LEAST, LEAST];
  for (const series of changes) {
    for (const change of series) {
      least = Math.min(least, change);
      most = Math.max(most, change);
    }
  }
  return { least, most };
}

const LEAST = 0.02;
