import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import projectionCss from "./projection.css?inline";
import scatterCss from "./scatter.css?inline";
import { Scatter, type ScatterTraits } from "./scatter.tsx";

/**
 * Eigenvector space: the citizens' seven traits seen in a plane, coloured by coalition. Traits: `projection` (an id such as
 * `pca` or `axes:warmth,trust`), `selected` (citizen ids), `focus` (a coalition's id, `*bridges`, `*unaffiliated` or ""),
 * `trails` (ways of the last two days), `jitter` (marks give way to each other), `why` (seq of the event whose causes are
 * drawn, or 0), the feed's `query`, `kind` and `phase` (who had no part in what they let through stands back), `height` (CSS
 * pixels; 0 fills the element).
 */
export default defineWidget<ScatterTraits>({
  name: "scatter",
  css: scatterCss + projectionCss,
  traits: {
    projection: "pca",
    selected: [],
    focus: "",
    trails: false,
    jitter: false,
    why: 0,
    query: "",
    kind: "",
    phase: "",
    height: 520,
  },
  render(context) {
    return draw(<Scatter {...context} />, context.root);
  },
});
