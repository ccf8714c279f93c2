import { useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { View } from "../../observer/observer.ts";
import { figurePainter } from "./figure-canvas.ts";
import { figureOf } from "./figure.ts";
import { fileName } from "./file-name.ts";
import { drawable, MOST_IN_SVG, pictured, pictureInPng, pictureInSvg, SIZE } from "./picture.ts";
import type { Saving } from "./saving.ts";
import { paperOf, type Shown } from "./shown.ts";

/** Towns of more citizens than this are not drawn just to show what they would look like. */
const MOST_PREVIEWED = 2_000;

/** The picture of the moment, as it will be, and in which form to save it. */
export function PictureSection({
  shown,
  view,
  saving,
}: {
  readonly shown: Shown;
  readonly view: View;
  readonly saving: Saving;
}) {
  const { town } = view;
  const { projection } = shown.traits;
  const { instead } = drawable(projection.value);
  const drawn = () => pictured(shown.observer.view.peek()?.town ?? town, projection.peek());
  const tooMany = town.citizens.length > MOST_IN_SVG;
  return (
    <section>
      <h3>Picture of this moment</h3>
      {town.citizens.length <= MOST_PREVIEWED && <Preview shown={shown} />}
      {instead && <p class="note">{instead}</p>}
      <div class="row">
        {[1, 2, 4].map((density) => (
          <button
            key={density}
            type="button"
            disabled={saving.busy.value}
            title={`${(SIZE.width * density).toLocaleString("en")} × ${(SIZE.height * density).toLocaleString("en")} pixels`}
            onClick={() =>
              void saving.save(fileName(town.town_id, [town], "png"), () =>
                pictureInPng(drawn(), paperOf(shown, SIZE), density, shown.family()),
              )
            }
          >
            PNG {density}×
          </button>
        ))}
        <button
          type="button"
          disabled={tooMany || saving.busy.value}
          onClick={() =>
            void saving.save(fileName(town.town_id, [town], "svg"), () => pictureInSvg(drawn(), paperOf(shown, SIZE)))
          }
        >
          SVG
        </button>
        {tooMany && <span class="note">SVG holds at most {MOST_IN_SVG.toLocaleString("en")} marks.</span>}
      </div>
    </section>
  );
}

/** Drawn when a phase begins or the way of looking changes: it tells what will be in the file, and need not move. */
function Preview({ shown }: { readonly shown: Shown }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = useMemo(figurePainter, []);
  const drawn = useRef("");
  useSignalEffect(() => {
    const town = shown.view.value?.town;
    const paper = paperOf(shown, SIZE);
    const key = JSON.stringify([town?.run_id, town?.day, town?.phase, shown.traits.projection.value, paper]);
    if (!town || !canvas.current || key === drawn.current) return;
    drawn.current = key;
    paint(figureOf(pictured(town, shown.traits.projection.peek()), paper), canvas.current, 1, shown.family());
  });
  return (
    <canvas
      class="preview"
      ref={canvas}
      width={SIZE.width}
      height={SIZE.height}
      role="img"
      aria-label="The picture as it will be saved"
    />
  );
}
