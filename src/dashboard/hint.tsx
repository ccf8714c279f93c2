import { useComputed, useSignal } from "@preact/signals";
import type { Observer } from "../observer/observer.ts";
import { remember, remembered } from "./memory.ts";

const SEEN = "agent-town-hint";

/** A word to those who are here for the first time, when there is a town to see and until they have read it. */
export function Hint({ observer, onHelp }: { readonly observer: Observer; readonly onHelp: () => void }) {
  const seen = useSignal(remembered(SEEN) !== undefined);
  const living = useComputed(() => observer.view.value !== undefined);
  if (seen.value || !living.value) return null;
  const dismiss = () => {
    seen.value = true;
    remember(SEEN, "seen");
  };
  return (
    <aside class="hint floating" aria-label="New here?">
      <p>
        Each point is a citizen, placed by personality; who is alike forms a coalition. Click one to follow it, drag the
        timeline to go back.
      </p>
      <div class="choices">
        <button
          type="button"
          onClick={() => {
            dismiss();
            onHelp();
          }}
        >
          How to read it
        </button>
        <button type="button" class="primary" onClick={dismiss}>
          Got it
        </button>
      </div>
    </aside>
  );
}
