import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Client } from "../observer/client.ts";
import type { Observer } from "../observer/observer.ts";
import type { ControlBody } from "../wire/control.ts";
import { Sheet } from "./sheet.tsx";
import type { Listed } from "./towns.ts";

type Props = {
  readonly open: Signal<boolean>;
  readonly client: Client;
  readonly town: string;
  readonly observer: Observer;
  readonly onChoose: (town: string) => void;
};

/** Which town to show beside this one: another that lives here, or the same people under another seed. */
export function Company(props: Props) {
  return (
    <Sheet open={props.open} title="Side by side">
      <Choice {...props} />
    </Sheet>
  );
}

function Choice({ open, client, town, observer, onChoose }: Props) {
  const towns = useSignal<readonly Listed[] | undefined>(undefined);
  const seed = useSignal("");
  const refusal = useSignal("");
  const busy = useSignal(false);
  const tell = (error: unknown) => (refusal.value = error instanceof Error ? error.message : String(error));
  useEffect(() => {
    client.get("/v1/town", {}).then((answer) => (towns.value = answer.towns), tell);
  }, []);
  const choose = (other: string) => {
    open.value = false;
    onChoose(other);
  };
  const found = async () => {
    refusal.value = "";
    try {
      busy.value = true;
      const born = { at: 0, seed: Number(seed.value), speed: "max", paused: true } as const;
      const { town_id } = await client.post("/v1/town/{id}/fork", { id: town }, born);
      await catchUp(client, town_id, observer);
      choose(town_id);
    } catch (error) {
      tell(error);
    } finally {
      busy.value = false;
    }
  };
  const others = towns.value?.filter(({ town_id }) => town_id !== town);
  return (
    <>
      <p>Two towns at the same moment of town time, with one timeline: whom you choose in one you see in the other.</p>
      {others === undefined ? (
        <p>Looking who lives here…</p>
      ) : others.length === 0 ? (
        <p>No other town lives on this server yet.</p>
      ) : (
        <ul class="towns">
          {others.map(({ town_id, citizens, seed: own }) => (
            <li key={town_id}>
              <button type="button" onClick={() => choose(town_id)}>
                {town_id} <span>{`${citizens.toLocaleString("en")} citizens, seed ${own}`}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void found();
        }}
      >
        <label>
          <span>The same people from day 1, by seed</span>
          <input
            type="number"
            min="0"
            step="1"
            required
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
            {busy.value ? "It lives up to this moment…" : "Begin it, and show it beside"}
          </button>
        </div>
      </form>
    </>
  );
}

/** A town that has just begun lives, as fast as it goes, until the other's phase begins, and keeps its pace from there. */
async function catchUp(client: Client, id: string, { outline, pace }: Observer): Promise<void> {
  const { day, phase } = outline.now;
  const control = (body: ControlBody) => client.post("/v1/town/{id}/control", { id }, body);
  if (day > 1 || phase !== "MORNING") {
    await control({ action: "run_until", until: `day:${day}/${phase.toLowerCase()}` });
    while (!(await client.get("/v1/town/{id}", { id })).paused)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { speed, paused } = pace.peek();
  await control({ action: "speed", speed });
  if (!paused) await control({ action: "resume" });
}
