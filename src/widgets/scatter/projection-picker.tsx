import { useState } from "preact/hooks";
import { projectionById } from "../../projection/registry.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import { Fold } from "./fold.tsx";
import { SumsEditor } from "./sums-editor.tsx";

/**
 * Chooses what the picture is: principal components, t-SNE, UMAP, any two traits, or any two sums of traits. Choosing a trait
 * that the other axis has swaps the two. Another projection's id is kept and shown as it is called.
 */
export function ProjectionPicker({ id, onPick }: { readonly id: string; readonly onPick: (id: string) => void }) {
  const [editing, setEditing] = useState(false);
  const pair = /^axes:\s*(\w+)\s*,\s*(\w+)\s*$/.exec(id);
  const kind = kindOf(id);
  const [x, y] = pair ? [pair[1], pair[2]] : ["warmth", "trust"];
  const pick = (chosen: string) => {
    setEditing(chosen === "linear");
    if (chosen === "axes") onPick(`axes:${x},${y}`);
    else if (chosen === "linear") onPick(`linear:${x};${y}`);
    else onPick(chosen);
  };
  return (
    <div class="picker">
      <select aria-label="Projection" value={kind} onChange={({ currentTarget }) => pick(currentTarget.value)}>
        <option value="pca">Principal components</option>
        <option value="tsne">t-SNE</option>
        <option value="umap">UMAP</option>
        <option value="axes">Two traits</option>
        <option value="linear">Two sums</option>
        {kind === id && !STANDARD.has(id) && <option value={id}>{labelOf(id)}</option>}
      </select>
      {kind === "axes" && (
        <>
          <TraitSelect label="Trait across" value={x} onPick={(next) => onPick(`axes:${next},${next === y ? x : y}`)} />
          <span aria-hidden="true">×</span>
          <TraitSelect label="Trait up" value={y} onPick={(next) => onPick(`axes:${next === x ? y : x},${next}`)} />
        </>
      )}
      {kind === "linear" && (
        <Fold class="editor" summary="Edit sums" title="What lies across and up" open={editing}>
          <SumsEditor id={id} onPick={onPick} />
        </Fold>
      )}
    </div>
  );
}

/** Those that are chosen with nothing more to say. */
const STANDARD: ReadonlySet<string> = new Set(["pca", "tsne", "umap"]);

/** The option that an id belongs to: one of its own if it is none of the usual ones. */
function kindOf(id: string): string {
  const family = id.slice(0, id.indexOf(":"));
  return (family === "axes" || family === "linear") && labelOf(id) !== id ? family : id;
}

/** What people call it; the id itself when nobody knows it. */
function labelOf(id: string): string {
  try {
    return projectionById(id, TRAITS).label;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return id;
  }
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
