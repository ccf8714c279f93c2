import { render } from "preact";
import { DRAWN } from "../../sim/rules.ts";
import { defineWidget } from "../kit/widget.ts";
import css from "./feed.css?inline";
import { Bar } from "./bar.tsx";
import { Rows } from "./rows.tsx";
import { feedModel } from "./feed-model.ts";
import { Summary } from "./summary.tsx";

/** What happens, as it happens: newest on top, filtered by words, kind and the selected citizens; a click shows the town at that moment. */
export default defineWidget({
  name: "feed",
  css,
  traits: {
    /** Words that must occur in a row. */
    query: "",
    /** An operation, a key of KINDS, or "" for everything. */
    kind: "",
    /** Citizens' ids: with any, only what is about them. */
    selected: [] as readonly string[],
  },
  render({ root, traits, observer, abort }) {
    const feed = feedModel(observer, traits, abort);
    render(
      <section class="feed" aria-label="Activity">
        <Bar feed={feed} traits={traits} operations={[...DRAWN, "move"]} />
        <Rows feed={feed} observer={observer} />
        <Summary feed={feed} abort={abort} />
      </section>,
      root,
    );
    return () => render(null, root);
  },
});
