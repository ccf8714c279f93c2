import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import css from "./society.css?inline";
import { SocietyPanel, type SocietyTraits } from "./society-panel.tsx";

/**
 * The town as a network of its strongest ties: who is near whom in feeling, beside who is near whom in mind. Traits: `selected`
 * (citizen ids), `focus` (a coalition's id, `*bridges`, `*unaffiliated` or ""), `height` (CSS pixels; 0 fills the element).
 */
export default defineWidget<SocietyTraits>({
  name: "society",
  css,
  traits: { selected: [], focus: "", height: 420 },
  render(context) {
    return draw(<SocietyPanel {...context} />, context.root);
  },
});
