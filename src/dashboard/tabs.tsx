import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { PageModel } from "../widgets/kit/page-model.ts";
import { PANELS } from "./panels.ts";
import { LateRoom } from "./room.tsx";

/** The panels, one at a time: tabs as the ARIA Authoring Practices have them, where arrows move and choose at once. */
export function Tabs({ panel, model }: { readonly panel: Signal<string>; readonly model: PageModel }) {
  const list = useRef<HTMLDivElement>(null);
  const panels = PANELS.filter(({ live }) => !live || !model.observer?.recorded);
  const open = panels.find(({ id }) => id === panel.value) ?? panels[0];
  const go = (event: KeyboardEvent) => {
    const at = panels.indexOf(open);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: panels.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    panel.value = panels[(to + panels.length) % panels.length].id;
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div class="panels">
      <div class="tabs" role="tablist" aria-label="Panels" ref={list} onKeyDown={go}>
        {panels.map(({ id, label, about }, i) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === open.id}
            aria-controls="panel"
            tabIndex={id === open.id ? 0 : -1}
            title={`${about} (${i + 1})`}
            onClick={() => (panel.value = id)}
          >
            {label}
          </button>
        ))}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${open.id}`} data-panel={open.id}>
        <LateRoom key={open.id} name={open.id} load={open.load} model={model} />
      </div>
    </div>
  );
}
