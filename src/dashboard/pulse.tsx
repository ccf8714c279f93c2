import type { Observer } from "../observer/observer.ts";
import { brief } from "../scene/brief.ts";
import { GLOSSARY, type Measures } from "../sim/measures.ts";
import { measure } from "../sim/measure.ts";

const SHOWN: readonly (keyof Measures)[] = ["tension", "cooperation", "mean_drift", "coalitions", "bridges", "surplus"];

/** How a town fares at the moment shown, in a line: what to compare when two stand side by side. */
export function Pulse({ observer }: { readonly observer: Observer }) {
  const view = observer.view.value;
  const measures = view && measure(view.town);
  return (
    <dl class="pulse">
      {SHOWN.map((key) => (
        <div key={key} title={GLOSSARY[key].definition}>
          <dt>{GLOSSARY[key].label}</dt>
          <dd data-measure={key}>{measures ? brief(measures[key]) : "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
