import { render, type ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";

/**
 * Draws a widget's view into its root, and returns what takes it away. Where the view breaks, words and a way to try again
 * stand in its place, and the rest of the page goes on; the error is reported as an uncaught one is.
 */
export function draw(view: ComponentChildren, root: HTMLElement): () => void {
  render(<Guarded>{view}</Guarded>, root);
  return () => render(null, root);
}

function Guarded({ children }: { readonly children: ComponentChildren }) {
  const [error, again] = useErrorBoundary((broke: unknown) => reportError(broke)) as [Error | undefined, () => void];
  if (error === undefined) return <>{children}</>;
  return (
    <div class="broken" role="alert">
      <p>This part of the page broke ({error.message}). The town goes on.</p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
