import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What floats above the rest while its summary is pressed. Closes with Escape, and when the focus goes elsewhere. */
export function Fold(props: {
  readonly class: string;
  readonly summary: string;
  readonly title: string;
  /** Whether it begins open. */
  readonly open?: boolean;
  readonly children: ComponentChildren;
}) {
  const { summary, title, open = false, children } = props;
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    details.current!.open = open;
  }, []);
  const close = () => {
    details.current!.open = false;
  };
  return (
    <details
      class={`fold ${props.class}`}
      ref={details}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !details.current!.open) return;
        event.stopPropagation();
        close();
        details.current!.querySelector("summary")!.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !details.current!.contains(relatedTarget)) close();
      }}
    >
      <summary title={title}>{summary}</summary>
      <div class="floating">{children}</div>
    </details>
  );
}
