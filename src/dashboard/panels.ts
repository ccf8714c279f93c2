import type { Widget } from "../widgets/kit/widget.ts";

/** What the page can show beside the picture, one at a time; each is fetched when it is first opened. */
export type Panel = {
  readonly id: string;
  readonly label: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  /** It acts on a town that lives: a recording has no use for it. */
  readonly live?: boolean;
  readonly load: () => Promise<{ readonly default: Widget }>;
};

export const PANELS: readonly Panel[] = [
  {
    id: "citizens",
    label: "Citizens",
    about: "Who lives here, from a silhouette to the edge of what can be known",
    load: () => import("../widgets/cards/widget.tsx"),
  },
  {
    id: "coalitions",
    label: "Coalitions",
    about: "Who stands with whom, how that came, and who stands between",
    load: () => import("../widgets/coalitions/widget.tsx"),
  },
  {
    id: "society",
    label: "Society",
    about: "Who feels what for whom, as a network",
    load: () => import("../widgets/society/widget.tsx"),
  },
  {
    id: "measures",
    label: "Measures",
    about: "How the town fares, and what it costs",
    load: () => import("../widgets/measures/widget.tsx"),
  },
  {
    id: "perturb",
    label: "Perturb",
    about: "Make something happen, and see what comes of it",
    live: true,
    load: () => import("../widgets/perturb/widget.tsx"),
  },
];
