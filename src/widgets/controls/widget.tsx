import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import css from "./controls.css?inline";
import { Pace, Skips } from "./pace.tsx";
import { Timeline } from "./timeline.tsx";

/** The town's pace and the moment shown: play, pause, step, speed, skips, a timeline to drag, and the way back to now. */
export default defineWidget({
  name: "controls",
  css,
  traits: {
    /** Why the last command was refused, or what befell the stream; "" when there is nothing to say. */
    notice: "",
    /** What the legend has in focus: a coalition's id dims the changes of the others. */
    focus: "",
  },
  render({ root, traits, observer, theme, abort }) {
    const stop = observer.notice.subscribe((words) => {
      if (words) traits.notice.value = words;
    });
    abort.addEventListener("abort", stop);
    return draw(<Controls observer={observer} notice={traits.notice} theme={theme} focus={traits.focus} />, root);
  },
});

type Props = {
  readonly observer: Observer;
  readonly notice: Signal<string>;
  readonly theme: ReadonlySignal<Theme>;
  readonly focus: ReadonlySignal<string>;
};

function Controls({ observer, notice, theme, focus }: Props) {
  return (
    <div class="controls" role="group" aria-label="Time">
      <div class="buttons">
        <Pace observer={observer} notice={notice} />
        <Skips observer={observer} />
      </div>
      <Timeline observer={observer} theme={theme} focus={focus} />
      <Live observer={observer} />
      {notice.value && (
        <div class="notice floating">
          <p role="alert">{notice.value}</p>
          <button type="button" aria-label="Dismiss" onClick={() => (notice.value = "")}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}

function Live({ observer }: { readonly observer: Observer }) {
  const following = observer.following.value;
  const live = observer.connection.value.kind === "live" && !observer.pace.value.paused;
  return (
    <button
      type="button"
      class="live"
      disabled={following}
      title="Show the newest moment (g)"
      onClick={() => observer.goLive()}
    >
      {!following ? "GO LIVE" : live ? "● LIVE" : "NEWEST"}
    </button>
  );
}
