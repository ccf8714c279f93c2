import { useSignal, type Signal } from "@preact/signals";
import type { Client } from "../observer/client.ts";
import type { Observer } from "../observer/observer.ts";
import { momentAt, momentName } from "../widgets/controls/timeline-words.ts";
import { Sheet } from "./sheet.tsx";

type Props = {
  readonly open: Signal<boolean>;
  readonly observer: Observer;
  readonly client: Client;
  readonly town: string;
  /** Shows the new town, in place of this one or beside it. */
  readonly onFork: (town: string, how: "beside" | "instead") => void;
};

/** A new town that has lived as this one has until the moment shown, and goes its own way from there. */
export function Fork(props: Props) {
  return (
    <Sheet open={props.open} title="Fork at this moment">
      <Branch {...props} />
    </Sheet>
  );
}

function Branch({ open, observer, client, town, onFork }: Props) {
  const name = useSignal("");
  const seed = useSignal("");
  const refusal = useSignal("");
  const busy = useSignal(false);
  const seq = observer.view.value?.seq ?? 0;

  const fork = async (how: "beside" | "instead") => {
    refusal.value = "";
    busy.value = true;
    try {
      const made = await client.post(
        "/v1/town/{id}/fork",
        { id: town },
        {
          at: seq,
          paused: observer.pace.peek().paused,
          ...(name.value && { town_id: name.value }),
          ...(seed.value && { seed: Number(seed.value) }),
        },
      );
      open.value = false;
      onFork(made.town_id, how);
    } catch (error) {
      refusal.value = error instanceof Error ? error.message : String(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <p>
        A new town that has lived as {town} has until{" "}
        <strong>{momentName(momentAt(observer.outline, seq), seq)}</strong>, and goes its own way from there. With the
        same seed it goes on just as this one does, until somebody interferes; with another one chance takes another
        course.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void fork("beside");
        }}
      >
        <label>
          <span>Its name</span>
          <input
            type="text"
            placeholder="one that is free"
            pattern="[a-z0-9][a-z0-9_\-]{0,62}"
            title="Small letters and digits, _ and - within; at most 63"
            value={name.value}
            onInput={({ currentTarget }) => (name.value = currentTarget.value)}
          />
        </label>
        <label>
          <span>Its seed</span>
          <input
            type="number"
            min="0"
            step="1"
            placeholder={`${observer.view.value?.town.seed ?? ""}, as here`}
            value={seed.value}
            onInput={({ currentTarget }) => (seed.value = currentTarget.value)}
          />
        </label>
        {refusal.value && (
          <p class="refusal" role="alert">
            {refusal.value}
          </p>
        )}
        <div class="choices">
          <button type="submit" class="primary" disabled={busy.value}>
            Fork, and show it beside
          </button>
          <button type="button" disabled={busy.value} onClick={() => void fork("instead")}>
            Fork, and go there
          </button>
        </div>
      </form>
    </>
  );
}
