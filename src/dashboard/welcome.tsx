/** The page when there is no town to show: what is the matter, and what to do. */
export function Welcome(props: {
  readonly title: string;
  readonly words: string;
  readonly towns?: readonly string[];
  readonly again: () => void;
}) {
  return (
    <main class="welcome">
      <h1>{props.title}</h1>
      <p>{props.words}</p>
      {props.towns && (
        <ul>
          {props.towns.map((town) => (
            <li key={town}>
              <a href={`?town=${encodeURIComponent(town)}${location.hash}`}>{town}</a>
            </li>
          ))}
        </ul>
      )}
      <button type="button" onClick={props.again}>
        Look again
      </button>
    </main>
  );
}
