import type { Signal } from "@preact/signals";
import { SHORTCUTS } from "./keys.ts";
import { Sheet } from "./sheet.tsx";

/** What the marks mean and what the keys do. */
export function Help({ open }: { readonly open: Signal<boolean> }) {
  return (
    <Sheet open={open} title="Reading this page">
      <p>
        Each point is a citizen, placed by seven traits of personality seen from two directions. Citizens who are alike
        form coalitions, each with a colour and a shape; a citizen in more than one is a bridge, gold with a ring of its
        coalitions' colours; a gray one is in none. Click a citizen to follow it, a row of the activity to see the town
        at that moment: the town goes on meanwhile.
      </p>
      <dl class="keys">
        {SHORTCUTS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
