import { computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { View } from "../../observer/observer.ts";
import { coordinates } from "../../projection/projection.ts";
import { projectionById } from "../../projection/registry.ts";
import { shownBasis } from "../../scene/scatter-basis.ts";
import type { Phase } from "../../sim/clock.ts";
import { TRAITS } from "../../sim/eigenvector.ts";
import type { Engine, Tell } from "./embedding-engine.ts";
import type { FitNews } from "./embedding-fit.ts";
import { lateEngine } from "./embedding-late.ts";

/** A picture of a town by a projection that has no plane. */
export type Embedding = {
  /** x0, y0, x1, y1 ... by row: around the origin, at a root mean square distance of 1 from it. */
  readonly positions: Float64Array;
  /** What it is a picture of: everyone as this phase began. `seq` is where in it the fit was asked for. */
  readonly moment: { readonly seq: number; readonly day: number; readonly phase: Phase };
  /** How far neighbours in the picture are neighbours in truth: 0 to 1 (Venna and Kaski 2001; of 250 in a large town). */
  readonly trustworthiness: number;
  /** The id that was asked for. */
  readonly projection: string;
  /** Less than 1 while it is still being refined. */
  readonly progress: number;
};

/**
 * The embedding to show: fitted anew when the phase of the moment shown changes, in a worker, each time from the picture
 * before, so that citizens stay where they were unless they changed. While one is being fitted the next waits, and of those
 * that wait only the last is fitted. Undefined while the projection is a plane and before the first news; after a change of
 * projection it is the one before until then.
 *
 * The first fit is seeded by the town and faces as the principal components are shown: the same for everyone who comes at
 * that moment. A later one depends on the pictures before it, which is why it says what moment it is of.
 */
export function embeddingOf(
  view: ReadonlySignal<View | undefined>,
  projection: ReadonlySignal<string>,
  abort: AbortSignal,
  begin: (tell: Tell) => Engine = lateEngine,
): ReadonlySignal<Embedding | undefined> {
  const shown = signal<Embedding | undefined>(undefined);
  const isWanted = computed(() => isEmbedding(projection.value));
  let engine: Engine | undefined;
  let ticket = 0;
  /** What should be shown, what is being fitted, and where the last fit of the same projection and town ended. */
  let wanted = "";
  let running: (Wish & { readonly key: string }) | undefined;
  let last: { readonly of: string; readonly positions: Float64Array; readonly raw: Float64Array } | undefined;

  const rest = () => {
    engine?.close();
    engine = running = last = undefined;
    wanted = "";
    ticket++;
    shown.value = undefined;
  };
  const fit = ({ town, seq }: View, id: string) => {
    const n = town.citizens.length;
    const of = `${town.run_id} ${n} ${id}`;
    if (last && last.of !== of) last = undefined;
    running = { key: wanted, of, id, moment: { seq, day: town.day, phase: town.phase } };
    engine ??= begin(hear);
    engine.fit({
      ticket: ++ticket,
      projection: id,
      vectors: town.traitsAtPhaseStart.slice(),
      seed: town.seed,
      reference: last?.positions ?? coordinates(shownBasis(town, "pca").basis, town.traitsAtPhaseStart, n),
      ...(last && { from: last.raw }),
    });
  };
  const hear = ({ ticket: answered, positions, trustworthiness, progress, raw }: FitNews) => {
    if (!running || answered !== ticket) return;
    const { key, of, id, moment } = running;
    shown.value = { positions, moment, trustworthiness, projection: id, progress };
    if (!raw) return;
    last = { of, positions, raw };
    running = undefined;
    const now = view.peek();
    if (now && key !== wanted) fit(now, id);
  };

  const stop = effect(() => {
    const now = view.value;
    const id = projection.value;
    const isOne = isWanted.value;
    untracked(() => {
      if (!now || now.town.citizens.length === 0 || !isOne) {
        if (engine) rest();
        return;
      }
      const { town } = now;
      const of = `${town.run_id} ${town.citizens.length} ${id}`;
      const key = `${of} ${town.day} ${town.phase}`;
      if (key === wanted) return;
      wanted = key;
      if (running?.of === of) return;
      fit(now, id);
    });
  });
  abort.addEventListener("abort", () => {
    stop();
    if (engine) rest();
  });
  return shown;
}

type Wish = { readonly of: string; readonly id: string; readonly moment: Embedding["moment"] };

function isEmbedding(id: string): boolean {
  try {
    return projectionById(id, TRAITS).kind === "embedding";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}
