import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { brief } from "../../scene/brief.ts";
import { GLOSSARY, type Measures } from "../../sim/measures.ts";
import { Chart } from "./chart.tsx";
import { readPhase, type Course } from "./course.ts";
import { namedDays } from "./days.ts";
import type { Manner } from "./trace.ts";

/**
 * A measure: its name, what it means on request, its value, and its course. Pointing at it reads all charts at that phase, a click
 * shows the town as the phase ended.
 */
export function Figure(props: {
  readonly course: Course;
  readonly measure: keyof Measures;
  readonly manner: Manner;
  /** CSS px. */
  readonly width: number;
  readonly limit?: { readonly value: number; readonly name: string } | undefined;
  /** Whether the least and greatest value are marked; default yes. */
  readonly marked?: boolean;
}) {
  const { course, measure, manner, width, limit, marked } = props;
  const { observer, phases, days, extent, at, looked } = course;
  const values = useMemo(() => phases.map(({ measures }) => measures[measure]), [phases, measure]);
  const point = (event: PointerEvent | MouseEvent) => {
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    const place = ((event.clientX - left) / width) * extent;
    looked.value = phases.length === 0 ? undefined : Math.min(phases.length - 1, Math.max(0, Math.round(place) - 1));
  };
  return (
    <figure>
      <Caption measure={measure} value={values[readPhase(course)]} />
      <div
        class="plot"
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => (looked.value = undefined)}
        onClick={(event) => {
          point(event);
          if (looked.peek() !== undefined) observer.seek(phases[looked.peek()!].seq);
        }}
      >
        <Chart
          values={values}
          manner={manner}
          width={width}
          extent={extent}
          dawns={namedDays(days, extent, width).map(({ place }) => place)}
          at={at}
          looked={looked.value}
          limit={limit}
          marked={marked ?? true}
        />
      </div>
    </figure>
  );
}

function Caption({ measure, value }: { readonly measure: keyof Measures; readonly value: number | undefined }) {
  const { label, definition } = GLOSSARY[measure];
  const open = useSignal(false);
  return (
    <figcaption>
      <span class="name">{label}</span>
      <button
        type="button"
        class="about"
        aria-label={`What ${label} means`}
        aria-expanded={open.value}
        onClick={() => (open.value = true)}
        onPointerEnter={() => (open.value = true)}
        onPointerLeave={() => (open.value = false)}
        onFocus={({ currentTarget }) => currentTarget.matches(":focus-visible") && (open.value = true)}
        onBlur={() => (open.value = false)}
        onKeyDown={({ key }) => key === "Escape" && (open.value = false)}
      >
        ?
      </button>
      <span class="value" data-measure={measure}>
        {value === undefined ? "–" : brief(value)}
      </span>
      {open.value && (
        <p class="floating definition" role="status">
          {definition}
        </p>
      )}
    </figcaption>
  );
}
