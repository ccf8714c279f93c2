import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import { CoalitionsPanel, type CoalitionsTraits } from "./coalitions-panel.tsx";
import css from "./coalitions.css?inline";

/**
 * The town's coalitions: their lives over the whole run, those that live at the moment shown with their members, strength and
 * cohesion, those that ended, and whom they share. Traits: `focus` (a coalition's id, `*bridges`, `*unaffiliated` or ""),
 * `selected` (citizen ids), `height` (CSS pixels; 0 fills the element).
 */
export default defineWidget<CoalitionsTraits>({
  name: "coalitions",
  css,
  traits: { focus: "", selected: [], height: 640 },
  render(context) {
    return draw(<CoalitionsPanel {...context} />, context.root);
  },
});
