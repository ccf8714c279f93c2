import { brief } from "../../scene/brief.ts";
import { GLOSSARY, type Measures } from "../../sim/measures.ts";
import { phaseName, readPhase, type Course } from "./course.ts";
import { namedDays } from "./days.ts";

/** The days under a column of charts. The first axis also reads the charts by keyboard: a slider over the phases. */
export function Axis(props: {
  readonly course: Course;
  /** CSS px. */
  readonly width: number;
  /** What the slider reads out; undefined: it is no slider. */
  readonly reads: readonly (keyof Measures)[] | undefined;
}) {
  const { course, width, reads } = props;
  const { days, extent } = course;
  return (
    <div class="axis" aria-hidden={!reads} {...(reads && sliding(course, reads))}>
      {namedDays(days, extent, width).map(({ day, place }, i) => (
        <span key={day} style={{ left: `${(place / extent) * width}px` }}>
          {i === 0 ? `Day ${day}` : day}
        </span>
      ))}
    </div>
  );
}

function sliding(course: Course, reads: readonly (keyof Measures)[]) {
  const { observer, phases, looked } = course;
  const last = phases.length - 1;
  const now = Math.max(0, readPhase(course));
  return {
    role: "slider",
    tabIndex: 0,
    "aria-label": "Phase read in the charts; Enter shows the town then",
    "aria-valuemin": 0,
    "aria-valuemax": Math.max(0, last),
    "aria-valuenow": Math.min(now, Math.max(0, last)),
    "aria-valuetext": phases[now]
      ? `${phaseName(phases[now])}: ${reads.map((key) => `${GLOSSARY[key].label} ${brief(phases[now].measures[key])}`).join(", ")}`
      : "no phase is over yet",
    onBlur: () => (looked.value = undefined),
    onKeyDown(event: KeyboardEvent) {
      const to = destination(event.key, now, last);
      if (event.key === "Escape") looked.value = undefined;
      else if (event.key === "Enter" && phases[now]) observer.seek(phases[now].seq);
      else if (to !== undefined && last >= 0) looked.value = Math.min(last, Math.max(0, to));
      else return;
      event.preventDefault();
    },
  } as const;
}

/** Phases are a step, days a page. */
function destination(key: string, now: number, last: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return now - 1;
    case "ArrowRight":
    case "ArrowUp":
      return now + 1;
    case "PageDown":
      return now - 4;
    case "PageUp":
      return now + 4;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
