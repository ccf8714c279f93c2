import type { Observer } from "../../observer/observer.ts";
import { plightOf } from "../../observer/plight.ts";

/** A quiet mark while the town must do without something; whoever opens it reads what that means and why, asked for anew. */
export function DegradedMark({ observer }: { readonly observer: Observer }) {
  const { degraded, pace, replication, head } = observer;
  const plight = plightOf(degraded.value, pace.value.held, replication.value, head.value);
  return (
    <>
      {plight && (
        <details
          class="degraded"
          onToggle={({ currentTarget }) => currentTarget.open && void observer.inquire()}
          onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.removeAttribute("open")}
        >
          <summary title={plight.meaning}>
            <svg class="mark" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
              <path d="M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9" />
              <path class="full" d="M6 1.5a4.5 4.5 0 0 0 0 9z" />
            </svg>
            {plight.label}
          </summary>
          <div class="plight floating">
            <p>{plight.meaning}</p>
            {plight.details.map((line) => (
              <p key={line} class="detail">
                {line}
              </p>
            ))}
          </div>
        </details>
      )}
      {/* Always there, so that it is said when it comes, once: not with every event that waits. */}
      <span class="unseen" role="status">
        {plight && `${plight.label}. ${plight.meaning}`}
      </span>
    </>
  );
}
