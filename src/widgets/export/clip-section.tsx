import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { View } from "../../observer/observer.ts";
import { Film } from "./film.ts";
import { figurePainter } from "./figure-canvas.ts";
import { fileName } from "./file-name.ts";
import { drawable } from "./picture.ts";
import { record, recordable } from "./record.ts";
import type { Saving } from "./saving.ts";
import { paperOf, type Shown } from "./shown.ts";
import { dayBefore, type Cut } from "./spans.ts";

/** CSS pixels, and pixels, of a clip. */
const SIZE = { width: 960, height: 672 } as const;
const LENGTHS = [5, 10, 20, 40] as const;

/** A span of the run as a short film: from when to when, how long, and how far it has come. */
export function ClipSection({
  shown,
  view,
  saving,
  cuts,
}: {
  readonly shown: Shown;
  readonly view: View;
  readonly saving: Saving;
  /** Newest first. */
  readonly cuts: readonly Cut[];
}) {
  const { observer } = shown;
  const { events } = observer;
  /** Seqs; -1: what comes by itself, a day before the end, which is the moment shown. */
  const from = useSignal(-1);
  const to = useSignal(-1);
  const seconds = useSignal<number>(10);
  const share = useSignal<number | undefined>(undefined);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cancel = useRef(new AbortController());
  useEffect(() => {
    const stop = () => cancel.current.abort();
    shown.abort.addEventListener("abort", stop);
    return stop;
  }, []);

  const last = to.value < 0 ? view.seq : to.value;
  const first = from.value < 0 ? dayBefore(cuts, last) : from.value;
  const type = useMemo(recordable, []);
  const wrong = first >= last ? "A clip begins before it ends." : "";

  const film = async (): Promise<Blob> => {
    cancel.current = new AbortController();
    const town = observer.copyAt(first);
    if (!town) throw new Error(`the moment after event ${first} is no longer held`);
    const { projection } = drawable(shown.traits.projection.peek());
    const pictures = new Film(town, events, last, projection, paperOf(shown, SIZE));
    const paint = figurePainter();
    const family = shown.family();
    share.value = 0;
    try {
      const draw = (passed: number, ms: number) => {
        paint(pictures.figure(passed, ms), canvas.current!, 1, family);
        share.value = passed;
      };
      return await record(canvas.current!, type!, seconds.peek(), draw, cancel.current.signal);
    } finally {
      share.value = undefined;
    }
  };
  const name = () => {
    const moment = (seq: number) => events.at(seq) ?? view.town;
    return fileName(view.town.town_id, [moment(Math.max(first, events.firstSeq)), "to", moment(last)], "webm");
  };

  const recording = share.value !== undefined;
  return (
    <section>
      <h3>Clip of a span</h3>
      {type === undefined ? (
        <p class="note">This browser cannot record video: it lacks MediaRecorder for WebM.</p>
      ) : (
        <>
          <div class="row">
            <label class="field">
              From
              <select
                aria-label="Where the clip begins"
                value={`${from.value}`}
                disabled={recording}
                onChange={({ currentTarget }) => (from.value = Number(currentTarget.value))}
              >
                <option value="-1">a day before</option>
                {cuts.map(({ seq, words }) => (
                  <option key={seq} value={`${seq}`}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
            <label class="field">
              to
              <select
                aria-label="Where the clip ends"
                value={`${to.value}`}
                disabled={recording}
                onChange={({ currentTarget }) => (to.value = Number(currentTarget.value))}
              >
                <option value="-1">the moment shown</option>
                {cuts.map(({ seq, words }) => (
                  <option key={seq} value={`${seq}`}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
            <label class="field">
              in
              <select
                aria-label="How long the clip is"
                value={`${seconds.value}`}
                disabled={recording}
                onChange={({ currentTarget }) => (seconds.value = Number(currentTarget.value))}
              >
                {LENGTHS.map((length) => (
                  <option key={length} value={`${length}`}>
                    {length} seconds
                  </option>
                ))}
              </select>
            </label>
          </div>
          <div class="row">
            {recording ? (
              <button type="button" onClick={() => cancel.current.abort()}>
                Cancel
              </button>
            ) : (
              <button
                type="button"
                disabled={wrong !== "" || saving.busy.value}
                onClick={() => void saving.save(name(), film)}
              >
                Record WebM
              </button>
            )}
            {recording ? (
              <progress aria-label="Recording" value={share.value} max={1} />
            ) : (
              <span class="note">
                {wrong ||
                  `${(last - first).toLocaleString("en")} events. Recording takes as long as the clip; keep this page in front.`}
              </span>
            )}
          </div>
          <canvas class="preview" ref={canvas} hidden={!recording} role="img" aria-label="The clip as it is recorded" />
        </>
      )}
    </section>
  );
}
