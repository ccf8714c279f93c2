import type { Phase } from "../../sim/clock.ts";

/** The hour of the day as a small picture: a sun over the horizon, a sun, a sun half gone, a moon. Decorative: say the phase in words beside it. */
export function PhaseGlyph({ phase }: { readonly phase: Phase }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" data-phase={phase}>
      <path d={SHAPES[phase]} />
    </svg>
  );
}

const SHAPES: Record<Phase, string> = {
  MORNING: "M1 12.5h14M4 12.5a4 4 0 0 1 8 0M8 3v2.5M2.8 6.2l1.6 1.6M13.2 6.2l-1.6 1.6",
  AFTERNOON:
    "M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6M8 .8v1.7M8 13.5v1.7M.8 8h1.7M13.5 8h1.7M2.9 2.9l1.2 1.2M11.9 11.9l1.2 1.2M2.9 13.1l1.2-1.2M11.9 4.1l1.2-1.2",
  EVENING: "M1 10h14M4 10a4 4 0 0 1 8 0M3.5 12.5h9M6 15h4",
  NIGHT: "M13.2 10.2A5.8 5.8 0 1 1 6.6 2.6a4.6 4.6 0 0 0 6.6 7.6z",
};
