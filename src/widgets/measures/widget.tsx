import { render } from "preact";
import { useMemo } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import type { PhaseChangeEvent } from "../../sim/event.ts";
import { GLOSSARY, type Measures } from "../../sim/measures.ts";
import { Selection } from "../feed/selection.ts";
import { defineWidget } from "../kit/widget.ts";
import css from "./measures.css?inline";
import { sparkline } from "./sparkline.ts";

/** How the town fares: what the last phase measured, and how that went over the phases before. */
export default defineWidget({
  name: "measures",
  css,
  traits: {},
  render({ root, observer }) {
    render(<Strip observer={observer} />, root);
    return () => render(null, root);
  },
});

const SHOWN: readonly (keyof Measures)[] = [
  "tension",
  "cooperation",
  "mean_drift",
  "drama",
  "coalitions",
  "bridges",
  "surplus",
  "tokens",
];

/** Phases that a sparkline looks back: ten days. */
const BACK = 40;

function Strip({ observer }: { readonly observer: Observer }) {
  const { events, view } = observer;
  const phases = useMemo(
    () => new Selection((event) => event.type === "town_status" && event.kind === "phase_change"),
    [],
  );
  void events.version.value;
  phases.update(events);
  const end = phases.countThrough(view.value?.seq ?? 0);
  const past: Measures[] = [];
  for (let i = Math.max(0, end - BACK); i < end; i++) past.push((events.at(phases.at(i)!) as PhaseChangeEvent).metrics);
  const last = past.at(-1);
  return (
    <dl class="measures" aria-label="Measures of the last phase">
      {SHOWN.map((key) => (
        <div key={key} title={GLOSSARY[key].definition}>
          <dt>{GLOSSARY[key].label}</dt>
          <dd>
            <span class="value" data-measure={key}>
              {last ? brief(last[key]) : "–"}
            </span>
            <svg viewBox="0 0 96 20" preserveAspectRatio="none" aria-hidden="true">
              <path
                d={sparkline(
                  past.map((one) => one[key]),
                  96,
                  20,
                )}
              />
            </svg>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Three significant places, thousands as `12.3k`. */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${(value / 1e6).toFixed(size >= 1e7 ? 0 : 1)}M`;
  if (size >= 1e4) return `${(value / 1e3).toFixed(size >= 1e5 ? 0 : 1)}k`;
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(size >= 1 ? 2 : 3);
}
