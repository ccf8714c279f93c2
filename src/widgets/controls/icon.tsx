/** The pictures on the controls' buttons. */
export function Icon({ name }: { readonly name: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}

const SHAPES = {
  play: "M4.5 2.8v10.4L13 8z",
  pause: "M4 3h2.8v10H4zM9.2 3H12v10H9.2z",
  before: "M10.5 3.2v9.6L4.2 8z",
  after: "M5.5 3.2v9.6L11.8 8z",
};
