import { useMemo } from "preact/hooks";
import type { View } from "../../observer/observer.ts";
import { Selection } from "../../observer/selection.ts";
import { ClipSection } from "./clip-section.tsx";
import { PictureSection } from "./picture-section.tsx";
import { ReplaySection } from "./replay-section.tsx";
import { Saving } from "./saving.ts";
import type { Shown } from "./shown.ts";
import { cutsOf } from "./spans.ts";
import { CitizensSection, EventsSection } from "./table-sections.tsx";

/** The widget's view: a section for each sort of file, and below them how the last one went. */
export function Panel({ shown }: { readonly shown: Shown }) {
  const saving = useMemo(() => new Saving(), []);
  const height = shown.traits.height.value;
  const view = shown.view.value;
  const { kind, words } = saving.said.value;
  return (
    <section class="export" aria-label="Export" style={{ height: height > 0 ? `${height}px` : "100%" }}>
      <h2>Export</h2>
      <p class="note">Files are made here, in this page, and saved on this machine. Nothing is uploaded.</p>
      {!view && <p>Waiting for the town’s first snapshot…</p>}
      {view && view.town.citizens.length === 0 && <p>No one lives here yet: there is nothing to save.</p>}
      {view && view.town.citizens.length > 0 && <Sections shown={shown} view={view} saving={saving} />}
      <p class="said" role="status" data-said={kind}>
        {words}
      </p>
    </section>
  );
}

function Sections(props: { readonly shown: Shown; readonly view: View; readonly saving: Saving }) {
  const { events } = props.shown.observer;
  const phases = useMemo(() => new Selection(({ type }) => type === "town_status"), []);
  void props.shown.held.value;
  phases.update(events);
  const begun = Array.from({ length: phases.length }, (_, i) => events.at(phases.at(i)!)!);
  const cuts = cutsOf(begun, events.firstSeq - 1);
  return (
    <>
      <PictureSection {...props} />
      <CitizensSection {...props} />
      <EventsSection {...props} />
      <ClipSection {...props} cuts={cuts} />
      <ReplaySection {...props} moments={[events.firstSeq - 1, ...begun.map(({ seq }) => seq)]} />
    </>
  );
}
