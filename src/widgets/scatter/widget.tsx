import { render } from "preact";
import { defineWidget } from "../kit/widget.ts";
import { Scatter, type ScatterTraits } from "./scatter.tsx";
import css from "./scatter.css?inline";

/**
 * Eigenvector space: the citizens' seven traits seen in a plane, coloured by coalition. Traits: `projection` (an id such as
 * `pca` or `axes:warmth,trust`), `selected` (citizen ids), `focus` (a coalition's id, `*bridges`, `*unaffiliated` or ""),
 * `height` (CSS pixels; 0 fills the element).
 */
export default defineWidget<ScatterTraits>({
  name: "scatter",
  css,
  traits: { projection: "pca", selected: [], focus: "", height: 520 },
  render(context) {
    render(<Scatter {...context} />, context.root);
    return () => render(null, context.root);
  },
});
