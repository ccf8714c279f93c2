import { useSignal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import type { ScatterPoint } from "../../scene/scatter-point.ts";
import { MOST_WHOLE, type Society } from "../../scene/society-ties.ts";
import { societyPointAt } from "../../scene/society.ts";
import { pointing } from "../kit/pointing.ts";
import type { WidgetContext } from "../kit/widget.ts";
import { Drawing } from "./drawing.ts";
import { networkPainter } from "./painter.ts";
import { People } from "./people.tsx";
import { TiesTable } from "./ties-table.tsx";
import { chosen } from "../kit/chosen.ts";

export type SocietyTraits = { selected: string[]; focus: string; height: number };

/** The widget's view: what is drawn and the zoom above, the network or its table, and what lines mean below. */
export function SocietyPanel({ root, traits, observer, theme, abort }: WidgetContext<SocietyTraits>) {
  const { selected, focus, height } = traits;
  const isTable = useSignal(false);
  const { painter, drawing } = useMemo(() => {
    const painter = networkPainter(root);
    return { painter, drawing: new Drawing({ view: observer.view, theme, focus, selected }, painter, abort) };
  }, []);
  const choose = (id: string | undefined, more: boolean) => {
    selected.value = id === undefined ? [] : chosen(selected.peek(), id, more);
  };
  const society = drawing.society.value;
  const town = observer.view.peek()?.town;

  return (
    <section class="society" aria-label="Society" style={{ height: height.value > 0 ? `${height.value}px` : "100%" }}>
      <header>
        <p class="what">{society && (isTable.value ? "Strongest ties" : wordsFor(society))}</p>
        <div class="tools">
          {!isTable.value && (
            <div class="zoom" role="group" aria-label="Zoom">
              <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => drawing.zoom(1 / 1.4)}>
                −
              </button>
              <button type="button" title="Show everyone (0)" onClick={() => drawing.fit()}>
                Fit
              </button>
              <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => drawing.zoom(1.4)}>
                +
              </button>
            </div>
          )}
          <button type="button" aria-pressed={isTable.value} onClick={() => (isTable.value = !isTable.value)}>
            Table
          </button>
        </div>
      </header>
      {isTable.value && town ? (
        <TiesTable town={town} selected={selected.value} choose={choose} />
      ) : (
        <Surface
          drawing={drawing}
          canvas={painter.canvas}
          observer={observer}
          choose={(point, more) => choose(point?.member.id, more)}
          abort={abort}
        />
      )}
      {!isTable.value && (
        <footer>
          <Line kind="affection" /> <Line kind="aversion" />
          <span>thicker: stronger</span>
        </footer>
      )}
    </section>
  );
}

function wordsFor({ partial, rows, perCitizen }: Society): string {
  if (partial && rows.length === 0) return "";
  return partial
    ? "Those nearest to the selected, or to the coalition in focus"
    : `Each one’s ${perCitizen} strongest ties`;
}

function Line({ kind }: { readonly kind: "affection" | "aversion" }) {
  return (
    <span class="line">
      <svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true" data-kind={kind}>
        <path d="M1 4H23" />
      </svg>
      {kind}
    </span>
  );
}

type SurfaceProps = {
  readonly drawing: Drawing;
  readonly canvas: HTMLCanvasElement;
  readonly observer: Observer;
  readonly choose: (point: ScatterPoint | undefined, more: boolean) => void;
  readonly abort: AbortSignal;
};

/** The canvas with the list on it, and a word where there is nothing to draw. */
function Surface({ drawing, canvas, observer, choose, abort }: SurfaceProps) {
  const surface = useRef<HTMLDivElement>(null);
  const idPrefix = `${useId()}-`;
  useEffect(() => {
    // Until the table takes its place, or the view closes.
    const gone = new AbortController();
    const ends = AbortSignal.any([gone.signal, abort]);
    canvas.setAttribute("aria-hidden", "true");
    surface.current!.prepend(canvas);
    drawing.follow(surface.current!, ends);
    const find = (x: number, y: number, reach: number) => drawing.drawn && societyPointAt(drawing.drawn, x, y, reach);
    const mark = (point: ScatterPoint | undefined) => (drawing.marked.value = point?.member.row);
    pointing(surface.current!, drawing, { find, mark, choose }, ends);
    return () => gone.abort();
  }, []);
  const scene = drawing.scene.value;
  const society = drawing.society.value;
  return (
    <div class="surface" ref={surface} data-settled={drawing.settled.value}>
      {scene && <People scene={scene} drawing={drawing} idPrefix={idPrefix} choose={choose} />}
      <p class="standing" role="status">
        {standing(observer, society)}
      </p>
    </div>
  );
}

/** What to say where there is no picture; "" where the picture says it. */
function standing(observer: Observer, society: Society | undefined): string {
  const { kind } = observer.connection.value;
  if (!society) return kind === "connecting" ? "Connecting to the town…" : "Waiting for the town’s first snapshot…";
  const population = observer.view.peek()?.town.citizens.length ?? 0;
  if (population === 0) return "No one lives here yet.";
  if (society.partial && society.rows.length === 0) {
    return (
      `${population.toLocaleString("en")} citizens are too many to be drawn at once (more than ${MOST_WHOLE.toLocaleString("en")}). ` +
      "Choose a citizen or a coalition, here or elsewhere, to see the ties around them."
    );
  }
  return society.weights.length === 0 ? "No one knows anyone yet. Ties grow as citizens meet." : "";
}
