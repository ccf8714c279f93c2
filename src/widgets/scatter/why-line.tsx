import type { CauseAmong } from "../../scene/scatter-why.ts";

/** The chain that is drawn, in words: what happened, and what it followed from, the nearest first. */
export function WhyLine({ chain, onClose }: { readonly chain: readonly CauseAmong[]; readonly onClose: () => void }) {
  const [first, ...causes] = chain;
  if (!first) return null;
  return (
    <div class="why floating">
      <p>
        <span class="said">why: </span>
        <b>{first.what}</b>
        {causes.map(({ seq, what }) => (
          <span key={seq}> ← {what}</span>
        ))}
        {causes.length === 0 && <span class="said"> nothing that led to it is known</span>}
      </p>
      <button type="button" aria-label="Hide why" title="Hide why (Esc)" onClick={onClose}>
        ×
      </button>
    </div>
  );
}
