import type { Measures } from "../../sim/measures.ts";
import { Axis } from "./axis.tsx";
import type { Course } from "./course.ts";
import { Figure } from "./figure.tsx";
import type { Manner } from "./trace.ts";

const SHOWN: readonly { readonly measure: keyof Measures; readonly manner: Manner }[] = [
  { measure: "tension", manner: "line" },
  { measure: "cooperation", manner: "line" },
  { measure: "drama", manner: "sum" },
  { measure: "mean_drift", manner: "line" },
  { measure: "coalitions", manner: "step" },
  { measure: "bridges", manner: "step" },
  { measure: "surplus", manner: "line" },
  { measure: "tokens", manner: "sum" },
];

/** Between two columns, CSS px: as in measures.css. */
const GAP = 32;

/** The measures side by side on one time axis (Tufte, "Envisioning Information", 1990). @param props.width CSS px of all columns */
export function SmallMultiples(props: { readonly course: Course; readonly width: number; readonly columns: number }) {
  const { course, width, columns } = props;
  const wide = Math.max(0, Math.floor((width - GAP * (columns - 1)) / columns));
  return (
    <div class="multiples">
      {SHOWN.map(({ measure, manner }) => (
        <Figure key={measure} course={course} measure={measure} manner={manner} width={wide} />
      ))}
      <Axis course={course} width={wide} reads={SHOWN.map(({ measure }) => measure)} />
      {columns > 1 && <Axis course={course} width={wide} reads={undefined} />}
    </div>
  );
}
