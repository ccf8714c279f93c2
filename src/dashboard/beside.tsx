import { effect, untracked, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Observer, type ObserverOptions } from "../observer/observer.ts";
import header from "../widgets/header/widget.tsx";
import { PageModel } from "../widgets/kit/page-model.ts";
import scatter from "../widgets/scatter/widget.tsx";
import { seqAt, type Leader } from "./leader.ts";
import { Pulse } from "./pulse.tsx";
import { Room } from "./room.tsx";

/** Traits that two towns side by side share: who is chosen, and how one looks at them. */
const SHARED = ["selected", "projection", "trails", "jitter", "theme", "query", "kind", "phase"] as const;

/** Another town beside the leader's, at the same moment of town time, seen in the same way. */
export function Beside(props: {
  readonly town: string;
  readonly source: Omit<ObserverOptions, "town">;
  readonly leader: Leader;
  readonly model: PageModel;
  readonly onClose: () => void;
}) {
  const { town, source, leader, model, onClose } = props;
  const { observer, companion } = useMemo(() => {
    const observer = new Observer({ ...source, town });
    const traits = Object.fromEntries(SHARED.map((key) => [key, model.get(key)]));
    return { observer, companion: new PageModel({ ...traits, height: 0 }, observer) };
  }, [town]);
  useEffect(() => {
    observer.connect();
    leader.companions.add(observer);
    const part = keepInStep(leader, observer);
    const unlink = SHARED.map((key) => link(model, companion, key));
    return () => {
      part();
      for (const undo of unlink) undo();
      leader.companions.delete(observer);
      observer.close();
    };
  }, [observer]);
  return (
    <section class="beside" aria-label={`Beside: ${town}`}>
      <div class="beside-top">
        <Room name="beside-header" widget={header} model={companion} />
        <button type="button" aria-label={`Stop showing ${town} beside`} title="Show one town" onClick={onClose}>
          ×
        </button>
      </div>
      <Room name="beside-scatter" widget={scatter} model={companion} />
      <Pulse observer={observer} />
    </section>
  );
}

/** The companion shows the leader's moment: the newest of its own while the leader is live, else the same moment of town time. */
function keepInStep(leader: Leader, companion: Observer): () => void {
  const moment: ReadonlySignal<unknown> = leader.view;
  return effect(() => {
    void moment.value;
    void companion.events.version.value;
    // Before it has come, there is nothing to seek in.
    if (!companion.view.value) return;
    const past = leader.following.value ? undefined : leader.view.peek();
    untracked(() => {
      if (!past) return companion.goLive();
      const seq = seqAt(companion.events, past.town.timestamp);
      if (companion.following.peek() || companion.view.peek()?.seq !== seq) companion.seek(seq);
    });
  });
}

/** Keeps a trait the same in both models. */
function link(one: PageModel, other: PageModel, key: (typeof SHARED)[number]): () => void {
  const there = () => other.set(key, one.get(key));
  const back = () => one.set(key, other.get(key));
  one.on(`change:${key}`, there);
  other.on(`change:${key}`, back);
  return () => {
    one.off(`change:${key}`, there);
    other.off(`change:${key}`, back);
  };
}
