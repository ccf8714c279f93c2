import type { Change } from "./effects-in-words.ts";

/** What comes of something, line by line; a word before the first of each sort. */
export function Changes({ changes, drama }: { readonly changes: readonly Change[]; readonly drama: number }) {
  const lines = [...changes, { what: "drama", said: `${Math.round(drama * 1000) / 1000}` }];
  return (
    <dl class="changes">
      {lines.map(({ what, said }, i) => (
        <div key={i}>
          <dt>{lines[i - 1]?.what === what ? <span class="unseen">{what}</span> : what}</dt>
          <dd>{said}</dd>
        </div>
      ))}
    </dl>
  );
}
