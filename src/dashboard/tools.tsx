import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Tools = {
  /** Missing where nothing can be forked or shown beside: a recording. */
  readonly fork: (() => void) | undefined;
  readonly beside: (() => void) | undefined;
  readonly export: () => void;
  readonly theme: () => void;
  readonly help: () => void;
  /** To what is shown. */
  readonly link: () => string;
};

/** What can be done with the whole page: share what is shown, take it along, branch off, compare; and how it looks. */
export function ToolBar(tools: Tools) {
  return (
    <div class="tools">
      <More {...tools} />
      <button type="button" aria-label="Light or dark" title="Light or dark (t)" onClick={tools.theme}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M8 2a6 6 0 1 0 0 12z" fill="currentColor" />
          <path d="M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12" fill="none" stroke="currentColor" stroke-width="1.4" />
        </svg>
      </button>
      <button type="button" aria-label="Help" title="Help (?)" onClick={tools.help}>
        ?
      </button>
    </div>
  );
}

/** The rarer ones, in a menu that closes when something is chosen, on Escape, and when one looks elsewhere. */
function More({ fork, beside, export: take, link }: Tools) {
  const menu = useRef<HTMLDetailsElement>(null);
  const copied = useSignal(false);
  const close = () => menu.current?.removeAttribute("open");
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (!event.composedPath().includes(menu.current!)) close();
    };
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, []);
  const copy = async () => {
    await navigator.clipboard.writeText(link());
    copied.value = true;
    setTimeout(() => (copied.value = false), 1500);
  };
  const item = (act: () => void, words: ComponentChildren, key?: string) => (
    <button
      type="button"
      onClick={() => {
        close();
        act();
      }}
    >
      <span>{words}</span>
      {key && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
  return (
    <details
      class="more"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
        menu.current!.querySelector("summary")!.focus();
      }}
    >
      <summary aria-label="Share, export, fork, compare" title="Share, export, fork, compare">
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path
            d="M8 10V2.5M5 5l3-3l3 3M4 7.5H3v6h10v-6h-1"
            fill="none"
            stroke="currentColor"
            stroke-width="1.4"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      </summary>
      <div class="menu floating">
        <button type="button" onClick={() => void copy()}>
          <span>{copied.value ? "Copied" : "Copy a link to what is shown"}</span>
        </button>
        {item(take, "Export…", "e")}
        {fork && item(fork, "Fork at this moment…", "f")}
        {beside && item(beside, "Side by side…", "b")}
        <span class="unseen" role="status">
          {copied.value ? "The link is copied" : ""}
        </span>
      </div>
    </details>
  );
}
