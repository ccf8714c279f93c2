import type { Signal } from "@preact/signals";
import { render } from "preact";
import type { Observer } from "../../observer/observer.ts";
import { defineWidget } from "../kit/widget.ts";
import { act, SPEEDS } from "./act.ts";
import css from "./controls.css?inline";
import { Icon } from "./icon.tsx";
import { Timeline } from "./timeline.tsx";

/** The town's pace and the moment shown: play, pause, step, speed, a timeline to drag, and the way back to now. */
export default defineWidget({
  name: "controls",
  css,
  traits: {
    /** Why the last command was refused, or what befell the stream; "" when there is nothing to say. */
    notice: "",
  },
  render({ root, traits, observer, abort }) {
    const stop = observer.notice.subscribe((words) => {
      if (words) traits.notice.value = words;
    });
    abort.addEventListener("abort", stop);
    render(<Controls observer={observer} notice={traits.notice} />, root);
    return () => render(null, root);
  },
});

function Controls({ observer, notice }: { readonly observer: Observer; readonly notice: Signal<string> }) {
  return (
    <div class="controls" role="group" aria-label="Time">
      <div class="buttons">
        {observer.kind.value === "external" ? (
          <span class="external" title="This town's events come from a program elsewhere, which sets the pace.">
            Paced by its own program
          </span>
        ) : (
          <Pace observer={observer} notice={notice} />
        )}
      </div>
      <Timeline observer={observer} />
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

function Pace({ observer, notice }: { readonly observer: Observer; readonly notice: Signal<string> }) {
  const { paused, speed, held } = observer.pace.value;
  const name = paused ? "play" : "pause";
  return (
    <>
      <button
        type="button"
        class="play"
        aria-label={paused ? "Let the town go on" : "Pause the town"}
        // What holds it is no person's to end.
        disabled={held !== null}
        title={held === null ? `${paused ? "Play" : "Pause"} (space)` : `Standing still: ${held}`}
        onClick={() => void act(observer, notice, { action: paused ? "resume" : "pause" })}
      >
        <Icon name={name} />
      </button>
      <div class="steps" role="group" aria-label="Step">
        <span aria-hidden="true">Step</span>
        {(["event", "phase", "day"] as const).map((by) => (
          <button
            key={by}
            type="button"
            disabled={held !== null}
            title={by === "event" ? "One event (.)" : `To the next ${by}`}
            aria-label={`Step one ${by}`}
            onClick={() => void act(observer, notice, { action: "step", by })}
          >
            {by}
          </button>
        ))}
      </div>
      <label class="speed">
        <span>Speed</span>
        <select
          aria-label="Speed"
          value={`${speed}`}
          onChange={({ currentTarget: { value } }) =>
            void act(observer, notice, { action: "speed", speed: value === "max" ? "max" : Number(value) })
          }
        >
          {(SPEEDS.includes(speed) ? SPEEDS : [speed, ...SPEEDS]).map((one) => (
            <option key={one} value={`${one}`}>
              {one === "max" ? "max" : `${one}×`}
            </option>
          ))}
        </select>
      </label>
    </>
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
