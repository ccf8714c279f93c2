import type { Signal } from "@preact/signals";
import type { Client } from "../observer/client.ts";
import type { ObserverOptions } from "../observer/observer.ts";
import controls from "../widgets/controls/widget.tsx";
import feed from "../widgets/feed/widget.tsx";
import header from "../widgets/header/widget.tsx";
import type { PageModel } from "../widgets/kit/page-model.ts";
import scatter from "../widgets/scatter/widget.tsx";
import { Beside } from "./beside.tsx";
import { Company } from "./company.tsx";
import { Fork } from "./fork.tsx";
import { Help } from "./help.tsx";
import { Hint } from "./hint.tsx";
import type { Leader } from "./leader.ts";
import { Pulse } from "./pulse.tsx";
import { LateRoom, Room } from "./room.tsx";
import { Sheet } from "./sheet.tsx";
import { Tabs } from "./tabs.tsx";
import { ToolBar, type Tools } from "./tools.tsx";

/**
 * The whole page:
 *
 *     ┌ header ──────────────────────────── tools ┐
 *     │ scatter              │ panel of the tab   │      beside another town:  scatter │ its header
 *     │                      ├────────────────────┤                                    │ its scatter
 *     │                      │ feed               │                             pulse  │ pulse
 *     ├ timeline ─────────────────────────────────┤
 */
export function TownPage(props: {
  readonly town: string;
  readonly source: Omit<ObserverOptions, "town">;
  readonly client: Client;
  readonly observer: Leader;
  readonly model: PageModel;
  readonly panel: Signal<string>;
  /** The town shown beside this one; "" if none. */
  readonly beside: Signal<string>;
  readonly sheets: Readonly<Record<"help" | "fork" | "company" | "export", Signal<boolean>>>;
  readonly tools: Tools;
  readonly onFork: (town: string, how: "beside" | "instead") => void;
}) {
  const { town, source, client, observer, model, panel, beside, sheets, tools, onFork } = props;
  const other = beside.value;
  return (
    <>
      <div class="top">
        <Room name="header" widget={header} model={model} />
        <ToolBar {...tools} />
      </div>
      <main class="middle" data-beside={other !== "" || undefined}>
        <div class="stage">
          <Room name="scatter" widget={scatter} model={model} />
          {other !== "" && <Pulse observer={observer} />}
          {other === "" && <Hint observer={observer} onHelp={tools.help} />}
        </div>
        {other === "" ? (
          <div class="side">
            <Tabs panel={panel} model={model} />
            <Room name="feed" widget={feed} model={model} />
          </div>
        ) : (
          <Beside
            key={other}
            town={other}
            source={source}
            leader={observer}
            model={model}
            onClose={() => (beside.value = "")}
          />
        )}
      </main>
      <footer class="bottom">
        <Room name="controls" widget={controls} model={model} />
      </footer>
      <Help open={sheets.help} />
      <Sheet open={sheets.export} title="Export">
        <LateRoom name="export" load={() => import("../widgets/export/widget.tsx")} model={model} />
      </Sheet>
      {tools.fork && <Fork open={sheets.fork} observer={observer} client={client} town={town} onFork={onFork} />}
      {tools.beside && (
        <Company
          open={sheets.company}
          client={client}
          town={town}
          observer={observer}
          onChoose={(chosen) => (beside.value = chosen)}
        />
      )}
    </>
  );
}
