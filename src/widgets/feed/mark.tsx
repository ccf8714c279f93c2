/** A small picture of what happened: one stroke language for all operations and changes. A foreign simulation's own operations get a dot. */
export function Mark({ what }: { readonly what: string }) {
  return (
    <svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={Object.hasOwn(SHAPES, what) ? SHAPES[what] : DOT} />
    </svg>
  );
}

const DOT = "M8 6.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3";
const RINGS = "M5.5 3a3 3 0 1 1 0 6a3 3 0 1 1 0-6M10.5 3a3 3 0 1 1 0 6a3 3 0 1 1 0-6M8 7.5a3 3 0 1 1 0 6a3 3 0 1 1 0-6";
const MOON = "M12.6 9.8A5.2 5.2 0 1 1 6.7 3a4.2 4.2 0 0 0 5.9 6.8z";

const SHAPES: Readonly<Record<string, string>> = {
  greet: "M3 8h3.5M9.5 8H13M5 6l2 2l-2 2M11 6L9 8l2 2",
  gossip: "M2.5 3.5h11v7H8l-3 2.5v-2.5H2.5z",
  trade: "M3 6h9M9.5 3.5L12 6L9.5 8.5M13 10.5H4M6.5 8L4 10.5L6.5 13",
  solo: "M8 3.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M8 7.4v1.2",
  dispute: "M9 2L5 8.5h3L7 14l4.5-7H8z",
  teach: "M3 12.5h3v-3h3.5v-3H13M10.5 4L13 6.5L10.5 9",
  celebrate: "M8 2v3M8 11v3M2 8h3M11 8h3M3.8 3.8l2 2M10.2 10.2l2 2M3.8 12.2l2-2M10.2 5.8l2-2",
  mourn: "M8 2.5c2.6 3.2 4 5 4 7a4 4 0 0 1-8 0c0-2 1.4-3.8 4-7z",
  move: "M2.5 8h10M9 4.5L12.5 8L9 11.5",
  drift: "M2 9.5c2-4 4-4 6-1.5s4 2.5 6-1.5",
  rested: MOON,
  woke: "M2 12h12M4.5 12a3.5 3.5 0 0 1 7 0M8 4v2M3.6 6.4l1.3 1.3M12.4 6.4l-1.3 1.3",
  formed: RINGS,
  grown: RINGS,
  shrunk: RINGS,
  merged: RINGS,
  split: RINGS,
  dissolved: "M8 3.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M4.8 11.2l6.4-6.4",
};
