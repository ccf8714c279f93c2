import type { Activity } from "../../sim/citizen.ts";

/** What someone does, as a small picture. Decorative: say it in words beside it. A foreign simulation's own activities get a dot. */
export function ActivityGlyph({ activity }: { readonly activity: Activity }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={SHAPES[activity]} />
    </svg>
  );
}

const SHAPES: Readonly<Record<Activity, string>> = {
  IDLE: "M8 6.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3",
  SOCIALIZING: "M2.5 3.5h7v5H6L4 10.5v-2H2.5zM12 6.5h1.5v5H12v2L10 11.5H7.5",
  WORKING: "M3 12.5h10M8 12.5V6M4.5 6h7V3.5h-7z",
  REFLECTING: "M8 8.2a1.3 1.3 0 1 1 1.3-1.3A3 3 0 1 1 6.2 4.2a4.8 4.8 0 1 1-3 3.8",
  RESTING: "M12.6 9.8A5.2 5.2 0 1 1 6.7 3a4.2 4.2 0 0 0 5.9 6.8z",
};
