import { useLayoutEffect, useRef } from "preact/hooks";
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
