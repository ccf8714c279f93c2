import type { Theme } from "../../scene/palette.ts";
import type { ScatterScene } from "../../scene/scatter.ts";
import { extentOf, type ScatterPoint } from "../../scene/scatter-point.ts";
import { coalitionMark } from "../../scene/palette.ts";
import { manifest } from "../../sim/manifest.ts";
import type { TownState } from "../../sim/state.ts";
import { MarkGlyph } from "../kit/mark-glyph.tsx";

/** Who is under the pointer. The list says the same to those who don't see it. */
export function Tooltip(props: {
  readonly scene: ScatterScene;
  readonly point: ScatterPoint;
  readonly town: TownState;
  readonly theme: Theme;
}) {
  const { scene, point, town, theme } = props;
  const { member, x, y } = point;
  const { archetype, mood, region } = manifest(town, member.row, 2, () => member.coalitions);
  // Away from the nearer edge, so that it never leaves the widget.
  const [right, low] = [x > scene.frame.width / 2, y > scene.frame.height / 2];
  const reach = extentOf(point) + 10;
  const place = {
    left: right ? "auto" : `${x + reach}px`,
    right: right ? `${scene.frame.width - x + reach}px` : "auto",
    top: low ? "auto" : `${y - 8}px`,
    bottom: low ? `${scene.frame.height - y - 8}px` : "auto",
  };
  return (
    <div class="tooltip" aria-hidden="true" style={place}>
      <strong>{member.name}</strong>
      <span>
        {archetype} · {mood} · {region.name}
      </span>
      {member.coalitions.map(({ id, name, colour }) => (
        <span class="of" key={id}>
          <MarkGlyph mark={coalitionMark(colour)} theme={theme} /> {name}
        </span>
      ))}
      {member.kind === "bridge" && <span>bridge between {member.coalitions.length} coalitions</span>}
      {member.kind === "unaffiliated" && <span>unaffiliated</span>}
    </div>
  );
}
