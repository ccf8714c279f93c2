import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import { asking } from "./asking.ts";
import { perFrame } from "../kit/per-frame.ts";
import { Panel } from "./panel.tsx";
import css from "./perturb.css?inline";

/** Makes citizens do something now: who, what, what would come of it, and what came of it; or why it can't be. */
export default defineWidget({
  name: "perturb",
  css,
  traits: {
    /** Ids of those who take part, who begins foremost. */
    selected: [] as readonly string[],
    /** CSS pixels; 0 fills the element. */
    height: 0,
  },
  render({ root, traits, observer, theme, abort }) {
    const { selected, height } = traits;
    const view = perFrame(observer.view, abort);
    const asker = asking(observer, abort);
    return draw(<Panel {...{ observer, view, theme, asker, selected, height }} />, root);
  },
});
