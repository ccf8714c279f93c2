import { useComputed, useSignal, type ReadonlySignal, type Signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { dawns } from "../../observer/landmarks.ts";
import type { Observer, View } from "../../observer/observer.ts";
import { phaseName, readPhase, type Course } from "./course.ts";
import { Metering } from "./metering.tsx";
import { SmallMultiples } from "./small-multiples.tsx";

/** CSS px from which there are two columns. */
const TWO_COLUMNS = 480;

/** How the town fares and what it costs. @param props.shown the observer's view, followed once a frame */
export function Panel(props: {
  readonly observer: Observer;
  readonly shown: ReadonlySignal<{ readonly view: View | undefined }>;
  readonly budget: Signal<number>;
  readonly selected: Signal<readonly string[]>;
  readonly height: ReadonlySignal<number>;
}) {
  const { observer, shown, budget, selected, height } = props;
  const { outline } = observer;
  const box = useRef<HTMLElement>(null);
  const width = useSignal(0);
  const looked = useSignal<number | undefined>(undefined);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(([entry]) => (width.value = Math.floor(entry.contentRect.width)));
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);
  const phases = useComputed(() => {
    void outline.version.value;
    return outline.phases;
  });
  const days = useMemo(() => dawns(outline), [phases.value]);

  const { view } = shown.value;
  const { axis } = outline;
  const at = axis.placeOf(view?.seq ?? 0);
  const course: Course = {
    observer,
    phases: phases.value,
    days,
    extent: axis.extent,
    at,
    over: Math.floor(at),
    looked,
  };
  const columns = width.value >= TWO_COLUMNS ? 2 : 1;
  const read = phases.value[readPhase(course)];
  return (
    <section
      class="measures"
      aria-label="Measures"
      data-columns={columns}
      ref={box}
      style={{ height: height.value > 0 ? `${height.value}px` : "100%" }}
    >
      {view ? (
        width.value > 0 && (
          <>
            <div class="head">
              <h2>Measures</h2>
              <span class="quiet" data-read>
                {read
                  ? `${looked.value === undefined ? "after " : ""}${phaseName(read)}`
                  : "The first phase is not over yet."}
              </span>
            </div>
            <SmallMultiples course={course} width={width.value} columns={columns} />
            <Metering course={course} view={view} width={width.value} budget={budget} selected={selected} />
          </>
        )
      ) : (
        <p class="quiet">Waiting for the town.</p>
      )}
    </section>
  );
}
