import { TRAITS } from "../../sim/eigenvector.ts";

/**
 * Chooses what the axes are: the principal components, or any two traits. Choosing a
 * trait that the other axis has swaps the two. Another projection's id is kept and shown as it is.
 */
export function ProjectionPicker({ id, onPick }: { readonly id: string; readonly onPick: (id: string) => void }) {
  const pair = /^axes:\s*(\w+)\s*,\s*(\w+)\s*$/.exec(id);
  const kind = id === "pca" ? "pca" : pair ? "axes" : "other";
  const [x, y] = pair ? [pair[1], pair[2]] : ["warmth", "trust"];
  return (
    <div class="picker">
      <select
        aria-label="Projection"
        value={kind === "other" ? id : kind}
        onChange={({ currentTarget }) =>
          onPick(currentTarget.value === "axes" ? `axes:${x},${y}` : currentTarget.value)
        }
      >
        <option value="pca">Principal components</option>
        <option value="axes">Two traits</option>
        {kind === "other" && <option value={id}>{id}</option>}
      </select>
      {pair && (
        <>
          <TraitSelect label="Trait across" value={x} onPick={(next) => onPick(`axes:${next},${next === y ? x : y}`)} />
          <span aria-hidden="true">×</span>
          <TraitSelect label="Trait up" value={y} onPick={(next) => onPick(`axes:${next === x ? y : x},${next}`)} />
        </>
      )}
    </div>
  );
}

function TraitSelect(props: {
  readonly label: string;
  readonly value: string;
  readonly onPick: (trait: string) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={({ currentTarget }) => props.onPick(currentTarget.value)}
    >
      {TRAITS.map((trait) => (
        <option key={trait} value={trait}>
          {trait}
        </option>
      ))}
    </select>
  );
}
