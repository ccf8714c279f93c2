import { afterEach, describe, expect, it } from "vitest";
import { isKnown } from "../../../src/server/rest/moment.ts";
import { openTown } from "../open-town.ts";

describe("whether what somebody has is still so", () => {
  const TAG = '"r1-42"';

  it.each([TAG, `W/${TAG}`, `"x", ${TAG}`, "*", ` ${TAG} `])("%s: it is", (header) => {
    expect(isKnown(TAG, header)).toBe(true);
  });

  it.each([undefined, "", '"r1-43"', "r1-42", '"r1-4"', "W/*"])("%s: it is not", (header) => {
    expect(isKnown(TAG, header)).toBe(false);
  });
});

describe("an answer that depends on a moment alone", () => {
  let open: Awaited<ReturnType<typeof openTown>>;
  afterEach(() => open.end());

  it("is not made again for who has it, and is another after the next event", async () => {
    open = await openTown();
    const { town, url } = open;
    await town.flux.step("phase");
    let rebuilt = 0;
    const stateAt = town.stateAt.bind(town);
    town.stateAt = (seq) => {
      rebuilt++;
      return stateAt(seq);
    };
    const ask = (query: string, tag?: string) =>
      fetch(
        `${url}/v1/town/smallville/measures${query}`,
        tag === undefined ? {} : { headers: { "if-none-match": tag } },
      );
    const past = (await ask("?at=2")).headers.get("etag")!;
    expect(past).toBe('W/"r1-2"');
    expect((await ask("?at=2", past)).status).toBe(304);
    expect(rebuilt).toBe(1);

    const now = await ask("");
    expect(now.headers.get("cache-control")).toBe("no-cache");
    const tag = now.headers.get("etag")!;
    expect((await ask("", tag)).status).toBe(304);
    await town.flux.step("event");
    expect((await ask("", tag)).status).toBe(200);
    expect((await ask(`?at=${town.status.seq - 1}`, tag)).status).toBe(304);
  });

  it("that there is not is refused under the name by which it was asked for", async () => {
    open = await openTown();
    const detail = async (path: string) => {
      const response = await fetch(`${open.url}/v1/town/smallville/${path}`);
      return ((await response.json()) as { detail: string }).detail;
    };
    const rule = "must be a whole number from 0 to 0 (run r1 has no events), got 99";
    expect(await detail("state?at=99")).toBe(`at ${rule}`);
    expect(await detail("history?after=99")).toBe(`after ${rule}`);
  });
});
