/** A choice of a menu that is on or off, and what it does in a few words. */
export function Choice(props: {
  readonly name: string;
  readonly said: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onToggle: () => void;
}) {
  const { name, said, on, disabled = false, onToggle } = props;
  return (
    <button type="button" class="choice" aria-pressed={on} disabled={disabled} onClick={onToggle}>
      <span class="name">{name}</span>
      <span class="said">{said}</span>
    </button>
  );
}
