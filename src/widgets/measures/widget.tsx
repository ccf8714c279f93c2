import { computed } from "@preact/signals";
import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import css from "./measures.css?inline";
import { Panel } from "./panel.tsx";
import { perFrame } from "../kit/per-frame.ts";

/**
 * How the town fares, measure by measure on one time axis, and what it costs: by turn, operation and citizen, against a budget.
 * Pointing at a chart reads all of them, a click shows the town at that moment.
 */
export default defineWidget({
  name: "measures",
  css,
  traits: {
    /** Citizens' ids: their share stands out. */
    selected: [] as readonly string[],
    /** Tokens; 0: none. */
    budget: 0,
    /** CSS px; 0 fills the element. */
    height: 0,
  },
  render({ root, traits, observer, abort }) {
    const { selected, budget, height } = traits;
    const { view, events } = observer;
    // Events from before may come while the moment stays.
    const shown = computed(() => ({ view: view.value, version: events.version.value }));
    return draw(
      <Panel observer={observer} shown={perFrame(shown, abort)} budget={budget} selected={selected} height={height} />,
      root,
    );
  },
});
