import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { PageModel } from "../widgets/kit/page-model.ts";
import type { Widget } from "../widgets/kit/widget.ts";

/** A place on the page where a widget lives, for as long as it is there. */
export function Room({
  name,
  widget,
  model,
}: {
  readonly name: string;
  readonly widget: Widget;
  readonly model: PageModel;
}) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => widget.render({ model, el: place.current! }), [widget, model]);
  return <div class="room" data-room={name} ref={place} />;
}

/** A room whose widget is fetched when it is first wanted; it says so meanwhile, and what to do when it can't be had. */
export function LateRoom(props: {
  readonly name: string;
  readonly model: PageModel;
  readonly load: () => Promise<{ readonly default: Widget }>;
}) {
  const widget = useSignal<Widget | "coming" | "failed">("coming");
  const fetch = () => {
    widget.value = "coming";
    props.load().then(
      (module) => (widget.value = module.default),
      () => (widget.value = "failed"),
    );
  };
  useEffect(fetch, [props.name]);
  if (widget.value === "coming") return <p class="waiting">Fetching this panel…</p>;
  if (widget.value === "failed") {
    return (
      <div class="waiting" role="alert">
        <p>This panel could not be fetched: the server that the page came from does not answer.</p>
        <button type="button" onClick={fetch}>
          Try again
        </button>
      </div>
    );
  }
  return <Room name={props.name} widget={widget.value} model={props.model} />;
}
