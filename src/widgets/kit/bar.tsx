import { bar } from "../../scene/bar.ts";

/**
 * A number as a length, as wide as where it stands. `least` (default 0) and `most` (default 1) are the ends of its scale; when
 * zero lies between them, a bar goes left or right from a line there. Without a label it says nothing to a screen reader:
 * then the number stands beside it.
 */
export function Bar(props: {
  readonly value: number;
  readonly least?: number;
  readonly most?: number;
  readonly tone?: "ink" | "good" | "bad" | "warn" | "accent";
  /** A coalition's colour, instead of a tone. */
  readonly colour?: string;
  readonly label?: string;
}) {
  const { value, least = 0, most = 1, tone = "ink", colour, label } = props;
  const { from, to, zero } = bar(value, { least, most });
  const said =
    label === undefined ? ({ "aria-hidden": "true" } as const) : ({ role: "img", "aria-label": label } as const);
  return (
    <span class="length" data-tone={tone} {...said}>
      <i style={{ left: percent(from), width: percent(to - from), ...(colour && { background: colour }) }} />
      {zero > 0 && zero < 1 && <b style={{ left: percent(zero) }} />}
    </span>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
