import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import { Bar } from "./bar.tsx";
import css from "./feed.css?inline";
import { feedModel } from "./feed-model.ts";
import { Rows } from "./rows.tsx";
import { Summary } from "./summary.tsx";

/**
 * What happens, as it happens: newest on top, filtered by words, kind, phase and the selected citizens; what is in focus stands
 * out. A click shows the town at that moment; "why?" shows what led to it.
 */
export default defineWidget({
  name: "feed",
  css,
  traits: {
    /** Words that must occur in a row. */
    query: "",
    /** An operation, a key of KINDS, or "" for everything. */
    kind: "",
    /** `MORNING`, ..., or "" for any. */
    phase: "",
    /** Citizens' ids: with any, only what is about them. */
    selected: [] as readonly string[],
    /** A coalition's id, `*bridges`, `*unaffiliated` or "": what isn't about them steps back. */
    focus: "",
    /** Seq of the event whose causes are shown; 0: none. */
    why: 0,
    /** CSS px; 0 fills the element. */
    height: 480,
  },
  render({ root, traits, observer, theme, abort }) {
    const feed = feedModel(observer, traits, abort);
    const Feed = () => (
      <section
        class="feed"
        aria-label="Activity"
        style={{ height: traits.height.value > 0 ? `${traits.height.value}px` : "100%" }}
      >
        <Bar feed={feed} traits={traits} observer={observer} theme={theme} />
        <Rows feed={feed} observer={observer} traits={traits} />
        <Summary feed={feed} abort={abort} />
      </section>
    );
    return draw(<Feed />, root);
  },
});
