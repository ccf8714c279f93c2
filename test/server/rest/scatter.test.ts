import { afterAll, beforeAll, expect, it } from "vitest";
import { projectionFamilies } from "../../../src/projection/registry.ts";
import { TRAITS } from "../../../src/sim/eigenvector.ts";
import { openTown } from "../open-town.ts";

let served: Awaited<ReturnType<typeof openTown>>;
beforeAll(async () => void (served = await openTown()));
afterAll(() => served.end());

const ask = (projection: string, format = "json") =>
  fetch(`${served.url}/v1/town/smallville/scatter?${new URLSearchParams({ projection, format }).toString()}`);

it.each(projectionFamilies)("a picture by $name is drawn, or refused with what would be right", async (family) => {
  const words = family.example(TRAITS);
  const id = words === "" ? family.name : `${family.name}:${words}`;
  const linear = family.read(words, TRAITS).kind === "linear";
  for (const format of ["json", "svg", "text"]) {
    const answer = await ask(id, format);
    expect(answer.status).toBe(linear ? 200 : 400);
    const said = await answer.text();
    if (!linear) expect(said).toContain("expected pca, axes:<trait>,<trait> or linear:<sum>;<sum>");
  }
});

it("an embedding is refused by the name that people know it by", async () => {
  const problem = (await (await ask("umap:neighbours=9")).json()) as { detail: string };
  expect(problem.detail).toMatch(
    /^UMAP, 9 neighbours has no plane: a viewer fits it where it watches; .*got "umap:neighbours=9"/,
  );
});
