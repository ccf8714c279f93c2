import cards from "../widgets/cards/widget.tsx";
import coalitions from "../widgets/coalitions/widget.tsx";
import controls from "../widgets/controls/widget.tsx";
import feed from "../widgets/feed/widget.tsx";
import header from "../widgets/header/widget.tsx";
import type { Widget } from "../widgets/kit/widget.ts";
import measures from "../widgets/measures/widget.tsx";
import perturb from "../widgets/perturb/widget.tsx";
import scatter from "../widgets/scatter/widget.tsx";
import society from "../widgets/society/widget.tsx";
import exporting from "../widgets/export/widget.tsx";
import dashboard from "./dashboard.tsx";

/** What a notebook can show, by the name that the trait `_widget` says. */
export const WIDGETS: Readonly<Record<string, Widget>> = {
  dashboard,
  scatter,
  coalitions,
  society,
  feed,
  cards,
  timeline: controls,
  meters: measures,
  perturb,
  header,
  export: exporting,
};
