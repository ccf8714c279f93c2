import { useSignal, type Signal } from "@preact/signals";
import type { Stride } from "../../observer/landmarks.ts";
import type { Observer } from "../../observer/observer.ts";
import { SPEEDS } from "../../observer/act.ts";
import { Icon } from "./icon.tsx";
import { driven, playOrPause, setSpeed, skip, step } from "../../observer/transport.ts";

type Props = { readonly observer: Observer; readonly notice: Signal<string> };

/** Play, step and speed: of the town while it is live, of what has happened already while one looks at that. */
export function Pace({ observer, notice }: Props) {
  const what = driven(observer);
  return (
    <div class="pace" data-driven={what}>
      <div class="own" inert={what === "nothing"}>
        <Play observer={observer} notice={notice} />
        <Steps observer={observer} notice={notice} />
        <Speed observer={observer} notice={notice} />
      </div>
      {what === "nothing" && (
        <span class="external" title="This town's events come from a program elsewhere, which sets the pace.">
          Paced by its own program
        </span>
      )}
    </div>
  );
}

function Play({ observer, notice }: Props) {
  const { paused, held } = observer.pace.value;
  const isTown = driven(observer) !== "recording";
  const goes = isTown ? !paused : observer.player.playing.value;
  const start = observer.following.value ? "Play from the beginning" : "Play from here";
  const label = isTown ? (goes ? "Pause the town" : "Let the town go on") : goes ? "Pause what is being played" : start;
  return (
    <button
      type="button"
      class="play"
      aria-label={label}
      // What holds the town is no person's to end.
      disabled={isTown && held !== null}
      title={isTown && held !== null ? `Standing still: ${held}` : `${label} (space)`}
      onClick={() => playOrPause(observer, notice)}
    >
      <Icon name={goes ? "pause" : "play"} />
    </button>
  );
}

const STEPS = ["event", "phase", "day"] as const;

/** Three buttons, or one list where there is no room for them. */
function Steps({ observer, notice }: Props) {
  const isTown = driven(observer) !== "recording";
  const disabled = isTown ? observer.pace.value.held !== null : observer.following.value;
  const title = (by: (typeof STEPS)[number]) =>
    isTown
      ? by === "event"
        ? "Let one event happen (.)"
        : `Let the town go on to the next ${by}`
      : `To the next ${by}`;
  return (
    <>
      <div class="steps" role="group" aria-label="Step">
        <span aria-hidden="true">Step</span>
        {STEPS.map((by) => (
          <button
            key={by}
            type="button"
            disabled={disabled}
            title={title(by)}
            aria-label={`Step one ${by}`}
            onClick={() => step(observer, notice, by)}
          >
            {by}
          </button>
        ))}
      </div>
      <select
        class="steps-list"
        aria-label="Step by one"
        disabled={disabled}
        value=""
        onChange={({ currentTarget }) => {
          step(observer, notice, currentTarget.value as (typeof STEPS)[number]);
          currentTarget.value = "";
        }}
      >
        <option value="" disabled hidden>
          Step
        </option>
        {STEPS.map((by) => (
          <option key={by}>{by}</option>
        ))}
      </select>
    </>
  );
}

function Speed({ observer, notice }: Props) {
  const isTown = driven(observer) !== "recording";
  const speed = isTown ? observer.pace.value.speed : observer.player.speed.value;
  const offered = isTown ? SPEEDS : SPEEDS.filter((one) => one !== "max");
  return (
    <label class="speed" title={isTown ? "How fast the town lives; 1× is a day a minute" : "How fast it is played"}>
      <span>Speed</span>
      <select
        aria-label="Speed"
        value={`${speed}`}
        onChange={({ currentTarget: { value } }) => setSpeed(observer, notice, value === "max" ? "max" : Number(value))}
      >
        {(offered.includes(speed) ? offered : [speed, ...offered]).map((one) => (
          <option key={one} value={`${one}`}>
            {one === "max" ? "max" : `${one}×`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What one can skip by: in the list, in words, and its key. */
const SKIPS = [
  { by: "event", short: "event", words: "event", keys: ["[", "]"] },
  { by: "phase", short: "phase", words: "phase", keys: undefined },
  { by: "day", short: "dawn", words: "dawn", keys: ["D", "d"] },
  { by: "change", short: "change", words: "coalition change", keys: ["C", "c"] },
  { by: "peak", short: "peak", words: "drama peak", keys: ["P", "p"] },
] as const satisfies readonly { readonly by: Stride; readonly keys: unknown; readonly [words: string]: unknown }[];

/** The way to the moments that matter; it looks around and commands nothing. */
export function Skips({ observer }: { readonly observer: Observer }) {
  const chosen = useSignal<(typeof SKIPS)[number]>(SKIPS[2]);
  const { by, words, keys } = chosen.value;
  const hint = (i: 0 | 1) => (keys ? ` (${keys[i]})` : "");
  return (
    <div class="skips" role="group" aria-label="Skip">
      <button
        type="button"
        aria-label={`Previous ${words}`}
        title={`The ${words} before${hint(0)}`}
        disabled={!observer.view.value}
        onClick={() => skip(observer, by, -1)}
      >
        <Icon name="before" />
      </button>
      <select
        aria-label="Skip by"
        title="What to skip to"
        value={by}
        onChange={({ currentTarget }) => (chosen.value = SKIPS[currentTarget.selectedIndex])}
      >
        {SKIPS.map(({ by, short }) => (
          <option key={by} value={by}>
            {short}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label={`Next ${words}`}
        title={
          observer.following.value ? "There is nothing after the newest moment yet" : `The next ${words}${hint(1)}`
        }
        disabled={observer.following.value}
        onClick={() => skip(observer, by, 1)}
      >
        <Icon name="after" />
      </button>
    </div>
  );
}
