import type { TownState } from "../../sim/state.ts";
import { signed } from "../../scene/brief.ts";
import { tieOf } from "../../scene/society-text.ts";
import { strongestFeelings } from "../../scene/society-ties.ts";
import { Bar } from "../kit/bar.tsx";

/** More than these nobody reads. */
const MOST = 60;

/** The strongest ties in words and numbers: those of the selected, if anybody is, else of all. A name chooses that citizen. */
export function TiesTable(props: {
  readonly town: TownState;
  readonly selected: readonly string[];
  readonly choose: (id: string, more: boolean) => void;
}) {
  const { town, selected, choose } = props;
  const rows = selected.map((id) => town.citizenIndex.get(id)).filter((row) => row !== undefined);
  const feelings = strongestFeelings(town, rows, MOST);
  const citizen = (row: number) => {
    const { id, name } = town.citizens[row];
    return (
      <button
        type="button"
        class="name"
        aria-pressed={selected.includes(id)}
        onClick={(event) => choose(id, event.shiftKey || event.ctrlKey || event.metaKey)}
      >
        {name}
      </button>
    );
  };
  if (feelings.length === 0) return <p class="nothing">No one knows anyone yet. Ties grow as citizens meet.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Strongest ties">
      <table>
        <caption>{rows.length > 0 ? "Of the selected" : "Of the whole town"}</caption>
        <thead>
          <tr>
            <th scope="col">Between</th>
            <th scope="col">and</th>
            <th scope="col" class="number">
              tie
            </th>
            <th scope="col" class="length-cell">
              <span class="unseen">strength</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {feelings.map((feeling) => {
            const [a, b] = [town.citizens[feeling.a], town.citizens[feeling.b]];
            const tie = tieOf(feeling);
            const both = `${a.name} for ${b.name} ${signed(feeling.forth)}, ${b.name} for ${a.name} ${signed(feeling.back)}`;
            return (
              <tr key={`${a.id} ${b.id}`} data-tie={`${a.id} ${b.id}`} title={both}>
                <td>{citizen(feeling.a)}</td>
                <td>{citizen(feeling.b)}</td>
                <td class="number">{signed(tie)}</td>
                <td class="length-cell">
                  <Bar value={tie} least={-1} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
