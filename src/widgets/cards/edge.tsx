import { useSignal } from "@preact/signals";
import type { Manifest } from "../../sim/manifest.ts";

/** Level 5: all that is known, as it is recorded; and then, with room around it, a word on what cannot be. */
export function Edge({ card, tabIndex }: { readonly card: Manifest<5>; readonly tabIndex: number }) {
  const record = JSON.stringify(card.record, null, 2);
  return (
    <div class="edge">
      <div class="record">
        <h4>The record</h4>
        <CopyButton text={record} tabIndex={tabIndex} />
        <pre tabIndex={0} role="group" aria-label={`The record of ${card.name}`}>
          {record}
        </pre>
      </div>
      <p class="opacity">{card.opacity}</p>
    </div>
  );
}

function CopyButton({ text, tabIndex }: { readonly text: string; readonly tabIndex: number }) {
  const said = useSignal("Copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = "Copied";
    } catch {
      // Browsers copy on secure pages alone, and only where the host lets them.
      said.value = "Select it to copy";
    }
  };
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-live="polite"
      onClick={() => void copy()}
      onPointerLeave={() => (said.value = "Copy")}
      onBlur={() => (said.value = "Copy")}
    >
      {said.value}
    </button>
  );
}
