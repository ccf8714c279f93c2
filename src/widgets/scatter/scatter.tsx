import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Phase } from "../../sim/clock.ts";
import { pointOf } from "../../scene/scatter.ts";
import { rowsInside } from "../../scene/scatter-lasso.ts";
import type { WidgetContext } from "../kit/widget.ts";
import { AxisLine } from "./axes.tsx";
import { Choice } from "./choice.tsx";
import { CitizenList } from "./citizen-list.tsx";
import { embeddingOf, type Embedding } from "./embedding.ts";
import type { Find } from "./finds.ts";
import { Fold } from "./fold.tsx";
import { gestures, reveal, type Lasso } from "./gestures.ts";
import { involvedSignal } from "./involved.ts";
import { Legend } from "./legend.tsx";
import { Loadings } from "./loadings.tsx";
import { Plot } from "./plot.ts";
import { ProjectionPicker } from "./projection-picker.tsx";
import { Search } from "./search.tsx";
import { Standing } from "./standing.tsx";
import { Table } from "./table.tsx";
import { Tooltip } from "./tooltip.tsx";
import { WhyLine } from "./why-line.tsx";
import { chosen } from "../kit/chosen.ts";

export type ScatterTraits = {
  projection: string;
  selected: string[];
  focus: string;
  trails: boolean;
  jitter: boolean;
  why: number;
  query: string;
  kind: string;
  phase: string;
  height: number;
};

/** A town of more citizens than this has coalitions enough for a legend that is a column of its own. */
const CROWD = 60;
/** A selection is a list in a link and in a notebook: a lasso around more takes the first so many. */
const MOST_GATHERED = 1_000;

/** What this view remembers by itself. */
type Own = {
  readonly plot: Plot;
  readonly lasso: Lasso;
  readonly asTable: Signal<boolean>;
  readonly explained: Signal<boolean>;
  /** The last thing done, for those who don't see it. */
  readonly said: Signal<string>;
  readonly embedding: ReadonlySignal<Embedding | undefined>;
};

/**
 * The widget's view: picker, search and zoom above, the plot with its axes, and the legend where it takes the least from the plot:
 * below, or beside it when the widget is wide. Its room is the same whatever forms or dissolves, so that the plot holds still.
 */
export function Scatter(context: WidgetContext<ScatterTraits>) {
  const { traits, observer, theme } = context;
  const { projection, selected, focus, trails, jitter, why, height } = traits;
  const own = useMemo(() => begin(context), []);
  const { plot, lasso, asTable, explained, said } = own;
  const town = observer.view.value?.town;
  const cast = plot.cast.value;

  const choose = (row: number | undefined, more: boolean) => {
    const id = row === undefined ? undefined : observer.view.peek()?.town.citizens[row]?.id;
    selected.value = id === undefined ? [] : chosen(selected.peek(), id, more);
  };
  const gather = (line: readonly number[], more: boolean) => {
    lasso.armed.value = false;
    const scene = plot.drawn;
    const citizens = observer.view.peek()?.town.citizens;
    if (!scene || !citizens || line.length < 6) return;
    const inside = rowsInside(scene, line).flatMap((row) => citizens[row]?.id ?? []);
    const all = [...new Set([...(more ? selected.peek() : []), ...inside])];
    selected.value = all.slice(0, MOST_GATHERED);
    said.value =
      all.length > MOST_GATHERED
        ? `${all.length} citizens inside; the first ${MOST_GATHERED} are selected.`
        : `${all.length} ${all.length === 1 ? "citizen" : "citizens"} selected.`;
  };
  const find = (found: Find) => {
    if (found.kind === "group") {
      focus.value = found.entry.key;
      return;
    }
    selected.value = [found.id];
    plot.marked.value = found.row;
    if (plot.drawn) reveal(plot, pointOf(plot.drawn, found.row));
  };
  const letGo = () => {
    if (lasso.armed.peek()) lasso.armed.value = false;
    else if (why.peek() !== 0) why.value = 0;
    else selected.value = [];
  };
  const embedded = plot.reading.value !== undefined && !plot.reading.value.basis;

  return (
    <section
      class="scatter"
      aria-label={`Eigenvector space${town ? ` of ${town.town_id}` : ""}`}
      style={{ height: height.value > 0 ? `${height.value}px` : "100%" }}
      onKeyDown={(event) => {
        if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
        event.preventDefault();
        event.stopPropagation();
        context.root.querySelector<HTMLElement>("[data-search]")?.focus();
      }}
    >
      <div class="board" data-crowd={(cast?.size ?? 0) > CROWD}>
        <header>
          <ProjectionPicker id={projection.value} onPick={(id) => (projection.value = id)} />
          {town && cast && <Search town={town} cast={cast} theme={theme.value} onFind={find} />}
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
          <Fold class="view" summary="View" title="Trails, lasso, table and more">
            <Choice
              name="Trails"
              said={embedded ? "none in an embedding" : "where citizens were, two days back"}
              on={trails.value}
              disabled={embedded}
              onToggle={() => (trails.value = !trails.value)}
            />
            <Choice
              name="Spread"
              said="marks that hide each other move apart"
              on={jitter.value}
              onToggle={() => (jitter.value = !jitter.value)}
            />
            <Choice
              name="Lasso"
              said="draw around citizens to select them (l)"
              on={lasso.armed.value}
              onToggle={() => {
                asTable.value = false;
                lasso.armed.value = !lasso.armed.value;
              }}
            />
            <Choice
              name="Axes"
              said="what they mean, and how much they tell"
              on={explained.value}
              onToggle={() => (explained.value = !explained.value)}
            />
            <Choice
              name="Table"
              said="everyone in rows, to sort"
              on={asTable.value}
              onToggle={() => (asTable.value = !asTable.value)}
            />
          </Fold>
        </header>
        <div class="field">
          <Axes plot={plot} />
          <Surface context={context} own={own} choose={choose} gather={gather} letGo={letGo} />
          {explained.value && town && town.citizens.length > 0 && (
            <div class="explained floating">
              <Loadings town={town} projection={projection.value} embedding={own.embedding.value} />
              <button type="button" aria-label="Hide what the axes mean" onClick={() => (explained.value = false)}>
                ×
              </button>
            </div>
          )}
          {asTable.value && town && plot.scene.value?.cast.size === town.citizens.length && (
            <Table
              town={town}
              scene={plot.scene.value}
              selected={selected.value}
              choose={choose}
              onClose={() => (asTable.value = false)}
            />
          )}
        </div>
        {cast && <Legend cast={cast} theme={theme.value} focus={focus.value} onFocus={(key) => (focus.value = key)} />}
      </div>
      <span class="unseen" aria-live="polite">
        {said.value}
      </span>
    </section>
  );
}

function begin(context: WidgetContext<ScatterTraits>): Own {
  const { root, traits, observer, theme, abort } = context;
  const { projection, focus, selected, jitter, trails, why, query, kind, phase } = traits;
  const { view, events } = observer;
  const embedding = embeddingOf(view, projection, abort);
  const filter = computed(() => ({ text: query.value, kind: kind.value, phase: phase.value as Phase | "" }));
  const involved = involvedSignal(observer, filter, abort);
  const plot = new Plot(
    root,
    { view, events, theme, projection, focus, selected, jitter, trails, why, involved, embedding },
    abort,
  );
  const lasso = { armed: signal(false), line: signal<readonly number[]>([]) };
  return { plot, lasso, asTable: signal(false), explained: signal(false), said: signal(""), embedding };
}

function Axes({ plot }: { readonly plot: Plot }) {
  const reading = plot.reading.value;
  if (!reading) return null;
  const [x, y] = reading.axes;
  return (
    <>
      <AxisLine words={y} upright unstable={false} fitting={false} />
      <AxisLine words={x} upright={false} unstable={reading.unstable} fitting={reading.fitting} />
    </>
  );
}

type SurfaceProps = {
  readonly context: WidgetContext<ScatterTraits>;
  readonly own: Own;
  readonly choose: (row: number | undefined, more: boolean) => void;
  readonly gather: (line: readonly number[], more: boolean) => void;
  readonly letGo: () => void;
};

/** The canvas with what lies on it: the list, the tooltip, the lasso, and a word when the picture is not live. */
function Surface({ context, own, choose, gather, letGo }: SurfaceProps) {
  const { observer, theme, traits, abort } = context;
  const { plot, lasso, asTable } = own;
  const surface = useRef<HTMLDivElement>(null);
  const idPrefix = `${useId()}-`;
  useEffect(() => {
    plot.follow(surface.current!, abort);
    gestures(surface.current!, plot, lasso, { choose, gather }, abort);
  }, []);
  const canvases = plot.canvases.value;
  useEffect(() => {
    for (const canvas of canvases) canvas.setAttribute("aria-hidden", "true");
    surface.current!.prepend(...canvases);
    return () => {
      for (const canvas of canvases) canvas.remove();
    };
  }, [canvases]);
  const scene = plot.scene.value;
  const town = observer.view.value?.town;
  const row = plot.marked.value;
  // Another town may have come since the scene was told.
  const fits = scene && town && scene.cast.size === town.citizens.length;
  const marked = fits && row !== undefined && row < scene.cast.size ? pointOf(scene, row) : undefined;
  return (
    <div
      class="surface"
      ref={surface}
      data-settled={plot.settled.value}
      data-lasso={lasso.armed.value}
      inert={asTable.value}
    >
      {fits && (
        <CitizenList
          scene={scene}
          citizens={town.citizens}
          plot={plot}
          idPrefix={idPrefix}
          choose={(at, more) => (at === undefined ? letGo() : choose(at, more))}
          onLasso={() => (lasso.armed.value = !lasso.armed.value)}
        />
      )}
      {lasso.line.value.length > 0 && (
        <svg class="lasso" aria-hidden="true">
          <polygon points={lasso.line.value.join(" ")} />
        </svg>
      )}
      {fits && marked && <Tooltip scene={scene} point={marked} town={town} theme={theme.value} />}
      <WhyLine chain={plot.chain.value} onClose={() => (traits.why.value = 0)} />
      <Standing observer={observer} problem={plot.reading.value?.problem} />
    </div>
  );
}
