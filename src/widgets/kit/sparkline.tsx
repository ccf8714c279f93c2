import { useMemo } from "preact/hooks";
import { sparkline } from "../../scene/sparkline.ts";

/**
 * A series as a small line, `width` x `height` CSS px, with a dot at its newest value. `range` is its vertical scale, by default
 * that of the values: give the same one to lines that stand together. The same list of values is not drawn again. Without a label it says nothing to a screen reader.
 */
export function Sparkline(props: {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly range?: { readonly least: number; readonly most: number };
  readonly label?: string;
}) {
  const { values, width, height, range, label } = props;
  const said =
    label === undefined ? ({ "aria-hidden": "true" } as const) : ({ role: "img", "aria-label": label } as const);
  // Room for half the line's width, and for the dot.
  const path = useMemo(
    () => sparkline(values, width - 2 * DOT, height - 2 * DOT, range),
    [values, width, height, range?.least, range?.most],
  );
  const end = path.slice(path.lastIndexOf("L") + 1);
  return (
    <svg class="spark" viewBox={`${-DOT} ${-DOT} ${width} ${height}`} width={width} height={height} {...said}>
      <path class="line" d={path} />
      {path && <path class="end" d={`M${end}h0`} />}
    </svg>
  );
}

const DOT = 2;
