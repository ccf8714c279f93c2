import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ScatterScene } from "../../scene/scatter.ts";
import type { TownState } from "../../sim/state.ts";
import { cellOf, COLUMNS, ranked, type Column } from "./ranking.ts";

/** Height of a row in CSS pixels, and rows beyond what is seen. */
const ROW = 28;
const SPARE = 12;

type Sorting = { readonly column: Column; readonly descending: boolean };

/**
 * The picture as a table: who, of which kind, in which coalitions, where, how far from their temperament, and in which
 * region. A header sorts; arrows walk, Enter or space chooses, Escape goes back to the picture. It is sorted anew with each
 * phase, but holds still while it is pointed at or has the focus; what the cells say is always of the moment.
 */
export function Table(props: {
  readonly town: TownState;
  readonly scene: ScatterScene;
  readonly selected: readonly string[];
  readonly choose: (row: number, more: boolean) => void;
  readonly onClose: () => void;
}) {
  const { town, scene, selected, choose, onClose } = props;
  const [sorting, setSorting] = useState<Sorting>({ column: "name", descending: false });
  const [active, setActive] = useState(0);
  const [view, setView] = useState({ top: 0, height: 400 });
  const box = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const order = useRef<{ readonly key: string; readonly rows: readonly number[] }>(undefined);
  const id = useId();

  const sort = `${sorting.column} ${sorting.descending} ${town.run_id} ${town.citizens.length}`;
  const key = `${sort} ${town.day} ${town.phase}`;
  if (!order.current?.key.startsWith(`${sort} `) || (order.current.key !== key && !held.current))
    order.current = { key, rows: ranked(town, scene, sorting.column, sorting.descending) };
  const { rows } = order.current;

  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(view.top / ROW) - SPARE);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / ROW) + SPARE);
  const chosen = new Set(selected);
  const at = Math.min(active, rows.length - 1);

  const go = (to: number) => {
    const place = Math.max(0, Math.min(rows.length - 1, to));
    setActive(place);
    const { scrollTop, clientHeight } = box.current!;
    // The header stays on top of the rows.
    const [top, bottom] = [place * ROW, (place + 2) * ROW];
    if (top < scrollTop) box.current!.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) box.current!.scrollTop = bottom - clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget && event.key !== "Escape") return;
    const page = Math.max(1, Math.floor(view.height / ROW) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    if (event.key in steps) go(steps[event.key]);
    else if (event.key === "Enter" || event.key === " ") choose(rows[at], event.shiftKey);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      class="table"
      ref={box}
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
      onPointerEnter={() => (held.current = true)}
      onPointerLeave={() => (held.current = box.current?.matches(":focus-within") ?? false)}
      onFocusIn={() => (held.current = true)}
      onFocusOut={() => (held.current = box.current?.matches(":hover") ?? false)}
    >
      <table
        role="grid"
        aria-label="Citizens"
        aria-rowcount={rows.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={at >= first && at < last ? `${id}-${rows[at]}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map(({ key: column, label, number }) => (
              <th
                key={column}
                scope="col"
                class={number ? "number" : ""}
                aria-sort={sorting.column !== column ? undefined : sorting.descending ? "descending" : "ascending"}
              >
                <button
                  type="button"
                  onClick={() => setSorting({ column, descending: sorting.column === column && !sorting.descending })}
                >
                  {label}
                  <span aria-hidden="true">{sorting.column !== column ? "" : sorting.descending ? " ↓" : " ↑"}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: `${first * ROW}px` }} />}
          {rows.slice(first, last).map((row, i) => (
            <tr
              key={row}
              id={`${id}-${row}`}
              aria-rowindex={first + i + 2}
              aria-selected={chosen.has(town.citizens[row].id)}
              data-row={town.citizens[row].id}
              data-active={first + i === at || undefined}
              onClick={(event) => {
                setActive(first + i);
                choose(row, event.shiftKey || event.ctrlKey || event.metaKey);
              }}
            >
              {COLUMNS.map(({ key: column, number }) => {
                const cell = cellOf(town, scene, row, column);
                const said = typeof cell === "number" ? signed(cell) : cell;
                return (
                  <td key={column} class={number ? "number" : ""} title={number ? undefined : said}>
                    {said}
                  </td>
                );
              })}
            </tr>
          ))}
          {last < rows.length && <tr aria-hidden="true" style={{ height: `${(rows.length - last) * ROW}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function signed(value: number): string {
  return value.toFixed(3).replace("-", "−");
}
