import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import css from "./cards.css?inline";
import { cardsModel, type CardsTraits } from "./cards-model.ts";
import { CardsView } from "./cards-view.tsx";

/**
 * Citizens, as cards of six levels of detail: a list that zooms from silhouettes to all that is known, and above it the cards of
 * those who are selected or pinned. Traits: `selected` and `pinned` (citizen ids), `focus` (a coalition's id, `*bridges`,
 * `*unaffiliated` or ""), `lod` (0 to 5), `height` (CSS pixels; 0 fills the element).
 */
export default defineWidget<CardsTraits>({
  name: "cards",
  css,
  traits: { selected: [], pinned: [], focus: "", lod: 2, height: 560 },
  render({ root, traits, observer, theme, abort }) {
    const cards = cardsModel(observer, traits, abort);
    return draw(<CardsView cards={cards} theme={theme} observer={observer} />, root);
  },
});
