import type { View } from "../../observer/observer.ts";
import { fileName } from "./file-name.ts";
import { replayFile } from "./replay.ts";
import type { Saving } from "./saving.ts";
import type { Shown } from "./shown.ts";

/** The events held as a page of their own. Where this page is such a file itself, there is nothing to make. */
export function ReplaySection(props: {
  readonly shown: Shown;
  readonly view: View;
  readonly saving: Saving;
  /** Where it may begin, the earliest first. */
  readonly moments: readonly number[];
}) {
  const { shown, view, saving, moments } = props;
  if (shown.observer.recorded) return null;
  return (
    <section>
      <h3>Replay</h3>
      <div class="row">
        <button
          type="button"
          disabled={saving.busy.value}
          onClick={() =>
            void saving.save(fileName(view.town.town_id, ["replay"], "html"), () => replayFile(shown.observer, moments))
          }
        >
          HTML
        </button>
        <span class="note">
          One file with this page and all that happened: it opens from a disk, and asks no server for anything.
        </span>
      </div>
    </section>
  );
}
