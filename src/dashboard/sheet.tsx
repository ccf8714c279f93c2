import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

/** A dialog over the page, open while its signal says so; Escape and the button at its end close it. */
export function Sheet(props: {
  readonly open: Signal<boolean>;
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  const { open, title, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open.value) dialog.current!.showModal();
    else dialog.current!.close();
  }, [open.value]);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => (open.value = false)}>
      <h2 id={id}>{title}</h2>
      {/* What nobody looks at asks no server for anything. */}
      {open.value && children}
      <button type="button" class="close" onClick={() => (open.value = false)}>
        Close
      </button>
    </dialog>
  );
}
