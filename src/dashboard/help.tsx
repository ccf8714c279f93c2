import { useEffect, useRef } from "preact/hooks";
import type { Signal } from "@preact/signals";
import { SHORTCUTS } from "./keys.ts";

/** What the marks mean and what the keys do. */
export function Help({ open }: { readonly open: Signal<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open.value) dialog.current!.showModal();
    else dialog.current!.close();
  }, [open.value]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={() => (open.value = false)}>
      <h2 id="help-title">Reading this page</h2>
      <p>
        Each point is a citizen, placed by seven traits of personality seen from two directions. Citizens who are alike
        form coalitions, each with a colour and a shape; a citizen in more than one is a bridge, gold with a ring of its
        coalitions' colours; a gray one is in none. Click a citizen to follow it, a row of the activity to see the town
        at that moment.
      </p>
      <dl>
        {SHORTCUTS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => (open.value = false)}>
        Close
      </button>
    </dialog>
  );
}
