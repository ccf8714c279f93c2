import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import type { ScatterPoint } from "../../scene/scatter.ts";
import type { WidgetContext } from "../kit/widget.ts";
import { AxisLine } from "./axes.tsx";
import { canvasRenderer } from "./canvas-renderer.ts";
import { CitizenList } from "./citizen-list.tsx";
import { gestures } from "./gestures.ts";
import { Legend } from "./legend.tsx";
import { Plot } from "./plot.ts";
import { ProjectionPicker } from "./projection-picker.tsx";
import { Standing } from "./standing.tsx";
import { Tooltip } from "./tooltip.tsx";

export type ScatterTraits = { projection: string; selected: string[]; focus: string; height: number };

/** A town of more citizens than this has coalitions enough for a legend that is a column of its own. */
const CROWD = 60;

/**
 * The widget's view: picker and zoom above, the plot with its axes, and the legend where it takes the least from the plot:
 * below, or beside it when the widget is wide. Its room is the same whatever forms or dissolves, so that the plot holds still.
 */
export function Scatter({ root, traits, observer, theme, abort }: WidgetContext<ScatterTraits>) {
  const { projection, selected, focus, height } = traits;
  const { renderer, plot } = useMemo(() => {
    const renderer = canvasRenderer(root);
    return { renderer, plot: new Plot({ view: observer.view, theme, projection, focus, selected }, renderer, abort) };
  }, []);

  const choose = (point: ScatterPoint | undefined, more: boolean) => {
    const id = point?.member.id;
    const now = selected.peek();
    if (id === undefined) selected.value = [];
    else if (now.includes(id)) selected.value = more || now.length === 1 ? now.filter((other) => other !== id) : [id];
    else selected.value = more ? [...now, id] : [id];
  };

  return (
    <section
      class="scatter"
      aria-label="Eigenvector space"
      style={{ height: height.value > 0 ? `${height.value}px` : "100%" }}
    >
      <div class="board" data-crowd={(plot.cast.value?.members.length ?? 0) > CROWD}>
        <header>
          <ProjectionPicker id={projection.value} onPick={(id) => (projection.value = id)} />
          <div class="zoom" role="group" aria-label="Zoom">
            <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => plot.zoom(1 / 1.4)}>
              −
            </button>
            <button type="button" title="Show everyone (0)" onClick={() => plot.fit()}>
              Fit
            </button>
            <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => plot.zoom(1.4)}>
              +
            </button>
          </div>
        </header>
        <div class="field">
          <Axes plot={plot} />
          <Surface
            plot={plot}
            canvas={renderer.canvas}
            observer={observer}
            theme={theme}
            choose={choose}
            abort={abort}
          />
        </div>
        {plot.cast.value && (
          <Legend
            cast={plot.cast.value}
            theme={theme.value}
            focus={focus.value}
            onFocus={(key) => (focus.value = key)}
          />
        )}
      </div>
    </section>
  );
}

function Axes({ plot }: { readonly plot: Plot }) {
  const reading = plot.reading.value;
  if (!reading) return null;
  const [x, y] = reading.axes;
  return (
    <>
      <AxisLine words={y} upright unstable={false} />
      <AxisLine words={x} upright={false} unstable={reading.unstable} />
    </>
  );
}

type SurfaceProps = Pick<WidgetContext<ScatterTraits>, "theme" | "abort"> & {
  readonly plot: Plot;
  readonly canvas: HTMLCanvasElement;
  readonly observer: Observer;
  readonly choose: (point: ScatterPoint | undefined, more: boolean) => void;
};

/** The canvas with what lies on it: the list, the tooltip, and a word when the picture is not live. */
function Surface({ plot, canvas, observer, theme, choose, abort }: SurfaceProps) {
  const surface = useRef<HTMLDivElement>(null);
  const idPrefix = `${useId()}-`;
  useEffect(() => {
    canvas.setAttribute("aria-hidden", "true");
    surface.current!.prepend(canvas);
    plot.follow(surface.current!, abort);
    gestures(surface.current!, plot, choose, abort);
  }, []);
  const scene = plot.scene.value;
  const town = observer.view.value?.town;
  const marked = scene?.points.find(({ member }) => member.row === plot.marked.value);
  return (
    <div class="surface" ref={surface} data-settled={plot.settled.value}>
      {scene && town && (
        <CitizenList scene={scene} citizens={town.citizens} plot={plot} idPrefix={idPrefix} choose={choose} />
      )}
      {scene && town && marked && <Tooltip scene={scene} point={marked} town={town} theme={theme.value} />}
      <Standing observer={observer} problem={plot.reading.value?.problem} />
    </div>
  );
}
