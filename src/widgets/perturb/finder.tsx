import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { isAvailable, type TownState } from "../../sim/state.ts";
import { matching } from "./matching.ts";

const MOST_OFFERED = 6;

/** Finds a citizen by name: a combobox with its list (WAI-ARIA APG, "Editable combobox with list autocomplete"). */
export function Finder(props: {
  readonly town: TownState;
  readonly except: readonly string[];
  readonly onFind: (id: string) => void;
}) {
  const { town, except, onFind } = props;
  const text = useSignal("");
  const open = useSignal(false);
  const active = useSignal(0);
  const list = useId();
  // Names don't change while the town goes on; where people are does.
  const rows = useMemo(
    () => (open.value ? matching(town, text.value, except, MOST_OFFERED) : []),
    [town.run_id, open.value, text.value, except],
  );
  const offered = rows.map((row) => ({
    ...town.citizens[row],
    where: town.regions[town.region[row]].name,
    resting: !isAvailable(town, row),
  }));
  const at = Math.min(active.value, offered.length - 1);

  const take = (id: string) => {
    onFind(id);
    text.value = "";
    active.value = 0;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      if (open.value && offered.length > 0) active.value = (at + step + offered.length) % offered.length;
      open.value = true;
    } else if (event.key === "Enter" && offered[at]) take(offered[at].id);
    else if (event.key === "Escape" && open.value) open.value = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="finder">
      <input
        type="text"
        role="combobox"
        aria-label="Add a citizen by name"
        aria-expanded={open.value && offered.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={offered[at] && `${list}-${at}`}
        placeholder="Add by name"
        autocomplete="off"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          active.value = 0;
          open.value = true;
        }}
        onFocus={() => (open.value = true)}
        onBlur={() => (open.value = false)}
        onKeyDown={onKeyDown}
      />
      <ul class="floating" id={list} role="listbox" aria-label="Citizens" hidden={offered.length === 0}>
        {offered.map(({ id, name, where, resting }, i) => (
          <li
            key={id}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === at}
            // Before the field loses the focus, and so its list.
            onPointerDown={(event) => {
              event.preventDefault();
              take(id);
            }}
          >
            <span>{name}</span>
            <small>{resting ? `resting, ${where}` : where}</small>
          </li>
        ))}
      </ul>
      {open.value && text.value.trim() !== "" && offered.length === 0 && (
        <p class="floating none" role="status">
          Nobody else is called that.
        </p>
      )}
    </div>
  );
}
