import { useMemo } from "preact/hooks";
import { principalComponents } from "../../projection/principal-components.ts";
import type { EmbeddingProjection, PlanarBasis } from "../../projection/projection.ts";
import { projectionById } from "../../projection/registry.ts";
import { shownBasis } from "../../scene/scatter-basis.ts";
import { TRAIT_COUNT, TRAITS } from "../../sim/eigenvector.ts";
import type { TownState } from "../../sim/state.ts";
import { Bar } from "../kit/bar.tsx";
import type { Embedding } from "./embedding.ts";

/**
 * What the axes of a projection mean at the moment shown: of a plane the weight of each trait along each axis and how much
 * the axes explain, of an embedding how far it can be trusted and how to read it. An unknown projection's place is taken by
 * the principal components, as in the picture.
 */
export function Loadings(props: {
  readonly town: TownState;
  readonly projection: string;
  /** The embedding shown, if one is. */
  readonly embedding: Embedding | undefined;
}) {
  const { town, projection, embedding } = props;
  const found = useMemo(() => knownOr(projection, "pca"), [projection]);
  return (
    <section class="loadings" aria-label="What the axes mean">
      {found.kind === "embedding" ? (
        <Reading found={found} n={town.citizens.length} embedding={embedding} />
      ) : (
        <Weights town={town} id={found.id} />
      )}
    </section>
  );
}

function Weights({ town, id }: { readonly town: TownState; readonly id: string }) {
  const { basis, shares } = useMemo(
    () => ({ basis: shownBasis(town, id).basis, shares: id === "pca" ? shareOfAll(town) : undefined }),
    [town.run_id, town.day, town.phase, id],
  );
  const most = Math.max(...basis.x.map(Math.abs), ...basis.y.map(Math.abs));
  const [x, y] = basis.axes;
  return (
    <>
      <table>
        <caption>Weight of each trait</caption>
        <thead>
          <tr>
            <td />
            <Heading direction="Across" axis={x} />
            <Heading direction="Up" axis={y} />
          </tr>
        </thead>
        <tbody>
          {TRAITS.map((name, trait) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {[basis.x, basis.y].map((weights, axis) => (
                <td key={axis}>
                  <span class="weight">
                    <Bar value={weights[trait]} least={-most} most={most} />
                    <span class="number">{signed(weights[trait])}</span>
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shares && <Scree shares={shares} shown={x.explained + y.explained} />}
      {!shares && (
        <p>
          A citizen lies where the weighted traits add up to. The share is how much of all that citizens differ by lies
          along an axis.
        </p>
      )}
    </>
  );
}

function Heading({ direction, axis }: { readonly direction: string; readonly axis: PlanarBasis["axes"][number] }) {
  return (
    <th scope="col">
      {direction} <span class="share">{percent(axis.explained)}</span>
    </th>
  );
}

/** How much each principal component explains (Cattell's scree, 1966): whether two axes are enough. */
function Scree({ shares, shown }: { readonly shares: readonly number[]; readonly shown: number }) {
  return (
    <>
      <ol class="scree" aria-label="Share of the variance along each principal component">
        {shares.map((share, k) => (
          <li key={k}>
            <i style={{ height: `${((40 * share) / shares[0] || 0).toFixed(1)}px` }} />
            <span>{percent(share)}</span>
          </li>
        ))}
      </ol>
      <p>
        All seven components, most first. The two axes show {percent(shown)} of what citizens differ by; they turn
        slowly, so as not to jump, and may show a little less than the first two.
      </p>
    </>
  );
}

function Reading(props: {
  readonly found: EmbeddingProjection;
  readonly n: number;
  readonly embedding: Embedding | undefined;
}) {
  const { found, n, embedding } = props;
  const setting = found.setting(n);
  return (
    <>
      <dl>
        <dt>Picture of</dt>
        <dd>
          {embedding ? `day ${embedding.moment.day}, ${embedding.moment.phase.toLowerCase()}` : "nothing yet"}
          {!(embedding && embedding.progress === 1) && (
            <span class="quiet"> · fitting… {percent(embedding?.progress ?? 0)}</span>
          )}
        </dd>
        <dt>Neighbours kept</dt>
        <dd>
          <Bar value={embedding?.trustworthiness ?? 0} />
          <span class="number">{embedding ? embedding.trustworthiness.toFixed(2) : "–"}</span>
        </dd>
        <dt>{setting.name[0].toUpperCase() + setting.name.slice(1)}</dt>
        <dd>{Number(setting.value.toFixed(1))}</dd>
      </dl>
      <p>
        Who is near is alike. Of neighbours kept, 1 means that all neighbours here are neighbours in all seven traits;
        chance gives about 0.5. The axes have no meaning of their own; how far apart groups lie, and how wide they are,
        means little.
      </p>
    </>
  );
}

function shareOfAll(town: TownState): readonly number[] {
  const n = town.citizens.length;
  const { explainedVarianceRatio } = principalComponents(town.traitsAtPhaseStart, n, TRAIT_COUNT);
  return TRAITS.map((_, k) => explainedVarianceRatio[k] ?? 0);
}

function knownOr(id: string, otherwise: string): ReturnType<typeof projectionById> {
  try {
    return projectionById(id, TRAITS);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return projectionById(otherwise, TRAITS);
  }
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function signed(value: number): string {
  return `${value < -0.005 ? "−" : ""}${Math.abs(value).toFixed(2)}`;
}
