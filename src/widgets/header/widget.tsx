import { signal, useSignal, type ReadonlySignal } from "@preact/signals";
import type { Observer, View } from "../../observer/observer.ts";
import { draw } from "../kit/draw.tsx";
import { defineWidget } from "../kit/widget.ts";
import { keepAsking, Lineage, Watching } from "./about.tsx";
import { DegradedMark } from "./degraded-mark.tsx";
import css from "./header.css?inline";
import { PhaseGlyph } from "../kit/phase-glyph.tsx";
import { Rate } from "../../observer/rate.ts";
import { StatusMark } from "./status-mark.tsx";
import { statusOver, type Status } from "../../observer/status.ts";

/** Which town this is, when it is there, and whether what one sees is true: its name, seed, moment, and the state of the line. */
export default defineWidget({
  name: "header",
  css,
  traits: {},
  render({ root, observer, abort }) {
    const now = signal(Date.now());
    const rate = new Rate();
    // The clock of countdowns and ages; it also reads the head, so that the rate falls when nothing comes.
    const tick = () => {
      now.value = Date.now();
      if (observer.view.peek()) rate.read(now.peek(), observer.head.peek());
    };
    const timer = setInterval(tick, 1000);
    const stop = observer.connection.subscribe(tick);
    abort.addEventListener("abort", () => {
      clearInterval(timer);
      stop();
    });

    keepAsking(observer, abort);

    const { status, stop: stopStatus } = statusOver(observer, now, () => Date.now());
    abort.addEventListener("abort", stopStatus);
    return draw(
      <header class="header">
        <Town view={observer.view} kind={observer.kind} />
        <Lineage observer={observer} />
        <div class="facts">
          <StatusLine status={status} retry={() => observer.connect()} />
          <DegradedMark observer={observer} />
          <Facts now={now} rate={observer.recorded ? undefined : rate} proof={observer.proof} />
          <Watching observer={observer} />
        </div>
      </header>,
      root,
    );
  },
});

function Town({ view, kind }: { readonly view: ReadonlySignal<View | undefined>; readonly kind: Observer["kind"] }) {
  const town = view.value?.town;
  if (!town) return <h1 class="name">Agent Town</h1>;
  return (
    <>
      <h1 class="name">{town.town_id}</h1>
      {/* A seed says nothing of a town whose events come from elsewhere. */}
      {kind.value === "external" ? (
        <span class="fact" data-fact="kind" title="Its events come from a program elsewhere.">
          external
        </span>
      ) : (
        <Seed seed={town.seed} />
      )}
      <span class="moment">
        <PhaseGlyph phase={town.phase} />
        <span>
          Day {town.day} {town.phase[0] + town.phase.slice(1).toLowerCase()}
        </span>
        <span class="clock">{town.timestamp.slice(11, 16)}</span>
      </span>
    </>
  );
}

function Seed({ seed }: { readonly seed: number }) {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(`${seed}`);
    copied.value = true;
    setTimeout(() => (copied.value = false), 1500);
  };
  return (
    <button
      type="button"
      class="seed"
      onClick={() => void copy()}
      title="Copy the seed: with it, anyone can run this town again"
    >
      seed {seed}
      <svg class="glyph" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={copied.value ? "M3 8.5l3.2 3.2L13 4.8" : "M6 5.5h7.5V14H6zM10 5.5V2.5H2.5V11H6"} />
      </svg>
      <span class="unseen" role="status">
        {copied.value ? "copied" : ""}
      </span>
    </button>
  );
}

function StatusLine({ status, retry }: { readonly status: ReadonlySignal<Status>; readonly retry: () => void }) {
  const { kind, label, detail, tone } = status.value;
  return (
    <>
      <span class="status" data-kind={kind} data-tone={tone} title={detail}>
        <StatusMark kind={kind} />
        {label}
      </span>
      {kind === "failed" && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
      {/* Said once per state, not with every second of a countdown. */}
      <span class="unseen" role="status">
        {kind}
      </span>
    </>
  );
}

function Facts({
  now,
  rate,
  proof,
}: {
  readonly now: ReadonlySignal<number>;
  /** Missing where events don't come, but are all there. */
  readonly rate: Rate | undefined;
  readonly proof: Observer["proof"];
}) {
  const perMinute = rate?.perMinute(now.value);
  const { verified, diverged, digest, lastSeq } = proof.value;
  const last = digest && ` The last, at event ${lastSeq.toLocaleString("en")}: ${digest}.`;
  return (
    <>
      {rate && (
        <span class="fact" data-fact="rate">
          {perMinute === undefined ? "–" : Math.round(perMinute).toLocaleString("en")} events/min
        </span>
      )}
      <span
        class="fact"
        data-fact="proof"
        data-digest={digest}
        title={`At every change of phase the simulation sends a digest of its state; the state folded here must have the same.${last}`}
      >
        {verified === 0 ? (
          "no digest yet"
        ) : (
          <>
            {verified.toLocaleString("en")} <span class="long">{verified === 1 ? "digest" : "digests"} </span>verified
          </>
        )}
        {diverged > 0 && <strong>, {diverged.toLocaleString("en")} diverged</strong>}
      </span>
    </>
  );
}
