import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import { perFrame } from "../kit/per-frame.ts";
import css from "./export.css?inline";
import { Panel } from "./panel.tsx";
import type { ExportTraits } from "./shown.ts";

/** Saves what is shown as files: pictures, tables, the events, a clip of a span. */
export default defineWidget<ExportTraits>({
  name: "export",
  css,
  traits: { projection: "pca", focus: "", selected: [], jitter: false, query: "", kind: "", phase: "", height: 0 },
  render({ root, traits, observer, theme, abort }) {
    const view = perFrame(observer.view, abort);
    const held = perFrame(observer.events.version, abort);
    const family = () => getComputedStyle(root).fontFamily;
    return draw(<Panel shown={{ observer, view, held, theme, traits, family, abort }} />, root);
  },
});
