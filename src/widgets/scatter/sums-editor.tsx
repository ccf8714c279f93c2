import { useId, useState } from "preact/hooks";
import { formula, weights } from "../../projection/linear.ts";
import { projectionById } from "../../projection/registry.ts";
import { TRAITS } from "../../sim/eigenvector.ts";

type Sums = {
  /** What is written, right or wrong. */
  readonly across: string;
  readonly up: string;
  /** The last right one. */
  readonly id: string;
};

/** Makes a projection `linear:<sum>;<sum>`, with a slider for each trait or in writing. What is right is shown at once. */
export function SumsEditor({ id, onPick }: { readonly id: string; readonly onPick: (id: string) => void }) {
  const [draft, setDraft] = useState(() => sumsOf(id));
  // A link or a notebook may have chosen another since.
  const sums = draft.id === id ? draft : sumsOf(id);
  const write = (change: Partial<Sums>) => {
    const next = { ...sums, ...change };
    if (problemOf(next.across) !== undefined || problemOf(next.up) !== undefined) {
      setDraft(next);
      return;
    }
    const picked = projectionById(`linear:${next.across};${next.up}`, TRAITS).id;
    setDraft({ ...next, id: picked });
    onPick(picked);
  };
  const right = sumsOf(sums.id);
  const across = weights(problemOf(sums.across) === undefined ? sums.across : right.across, TRAITS);
  const up = weights(problemOf(sums.up) === undefined ? sums.up : right.up, TRAITS);
  const slide = (axis: "across" | "up", trait: number, value: number) => {
    const row = (axis === "across" ? across : up).slice();
    row[trait] = value;
    write({ [axis]: spaced(formula(row, TRAITS)) });
  };
  return (
    <div class="sums">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Across</th>
            <th scope="col">Up</th>
          </tr>
        </thead>
        <tbody>
          {TRAITS.map((name, trait) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <Weight label={`${name} across`} value={across[trait]} onSlide={(to) => slide("across", trait, to)} />
              <Weight label={`${name} up`} value={up[trait]} onSlide={(to) => slide("up", trait, to)} />
            </tr>
          ))}
        </tbody>
      </table>
      <Sum label="Across" value={sums.across} onWrite={(text) => write({ across: text })} />
      <Sum label="Up" value={sums.up} onWrite={(text) => write({ up: text })} />
    </div>
  );
}

function Weight(props: { readonly label: string; readonly value: number; readonly onSlide: (to: number) => void }) {
  const { label, value, onSlide } = props;
  return (
    <td>
      <input
        type="range"
        min="-1"
        max="1"
        step="0.1"
        aria-label={label}
        value={value}
        onInput={({ currentTarget }) => onSlide(Number(currentTarget.value))}
      />
      <output data-none={value === 0 || undefined}>{`${value}`.replace("-", "−")}</output>
    </td>
  );
}

function Sum(props: { readonly label: string; readonly value: string; readonly onWrite: (text: string) => void }) {
  const { label, value, onWrite } = props;
  const problem = problemOf(value);
  const id = useId();
  return (
    <label>
      <span>{label}</span>
      <input
        type="text"
        spellcheck={false}
        autocomplete="off"
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={id}
        onInput={({ currentTarget }) => onWrite(currentTarget.value)}
      />
      <span class="problem" id={id} role="status">
        {problem}
      </span>
    </label>
  );
}

/** What is wrong with a sum, for people; nothing when it is right. */
function problemOf(sum: string): string | undefined {
  try {
    return weights(sum, TRAITS).some((weight) => weight !== 0) ? undefined : "At least one trait is needed.";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${error.message[0].toUpperCase()}${error.message.slice(1)}.`;
  }
}

function sumsOf(id: string): Sums {
  const [across, up] = id.slice(id.indexOf(":") + 1).split(";");
  return { across: spaced(across), up: spaced(up ?? ""), id };
}

/** `warmth+0.5*trust` with air: `warmth + 0.5*trust`. */
function spaced(sum: string): string {
  return sum.trim().replace(/(?<=\S)\s*([+-])\s*(?=\S)/g, " $1 ");
}
