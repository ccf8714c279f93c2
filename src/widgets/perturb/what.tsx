import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { arityInWords } from "../../sim/operations/enact.ts";
import { Mark } from "../feed/mark.tsx";
import type { Possibility } from "./lawful.ts";

/**
 * What they do: every operation, with how many it takes, or why it can't be now. An impossible one can be chosen all the same, to
 * read what it means. `possibilities` are missing where nothing can be asked.
 */
export function What(props: {
  readonly operations: readonly Possibility["operation"][];
  readonly possibilities: readonly Possibility[] | undefined;
  readonly chosen: Signal<string>;
}) {
  const { operations, possibilities, chosen } = props;
  const label = useId();
  return (
    <div class="what" role="radiogroup" aria-labelledby={label}>
      <h3 id={label}>What</h3>
      {operations.map((operation, i) => {
        const possibility = possibilities?.[i];
        const reason = possibility?.reason;
        const barred = possibility === undefined || reason !== undefined;
        return (
          <label key={operation.id} data-operation={operation.id} data-barred={barred} title={operation.summary}>
            <input
              type="radio"
              class="unseen"
              name="operation"
              value={operation.id}
              checked={chosen.value === operation.id}
              aria-label={`${operation.id}, ${possibility?.shared ? "not now" : (reason ?? arityInWords(operation))}`}
              onChange={() => (chosen.value = operation.id)}
            />
            <Mark what={operation.id} />
            <span class="name">{operation.id}</span>
            <span class="note">{possibility?.shared ? "not now" : (reason ?? arityInWords(operation))}</span>
          </label>
        );
      })}
    </div>
  );
}
