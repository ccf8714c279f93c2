import type { AxisWords } from "../../scene/scatter-axes.ts";

/** The words of an axis: what either end has more of, and in the middle what it is called and explains. */
export function AxisLine(props: {
  readonly words: AxisWords;
  readonly upright: boolean;
  readonly unstable: boolean;
  /** An embedding is on its way. */
  readonly fitting: boolean;
}) {
  const { words, upright, unstable, fitting } = props;
  if (words.title === "") return null;
  // An embedding's title is a sentence of its own.
  const explains = words.title.endsWith(" %");
  const place = upright ? "upright" : words.more.length + words.less.length === 0 ? "alone" : "";
  return (
    <div class={`axis ${place}`} title={words.sentence}>
      <span class="less" aria-hidden="true">
        {words.less.length > 0 && (
          <>
            ← <Names names={words.less} />
          </>
        )}
      </span>
      <span class="title">
        <span class="unseen">{words.sentence}</span>
        <span aria-hidden="true">
          {words.title}
          {explains && <span class="wide"> of the variance</span>}
        </span>
        {fitting && <em class="fitting"> fitting…</em>}
        {unstable && (
          <em title="The second and third components explain nearly the same: which plane is shown is almost a matter of chance.">
            {" "}
            axes unstable
          </em>
        )}
      </span>
      <span class="more" aria-hidden="true">
        {words.more.length > 0 && (
          <>
            <Names names={words.more} /> →
          </>
        )}
      </span>
    </div>
  );
}

/** The third name goes where the axis is short, and the second where it is very short. */
function Names({ names }: { readonly names: readonly string[] }) {
  return names.map((name, i) => (
    <span key={name} class={["", "second", "third"][i]}>
      {i > 0 && ", "}
      {name}
    </span>
  ));
}
