import { connect } from "node:net";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SseDecoder, type SseMessage } from "../../../src/wire/sse.ts";
import { NEIGHBOURS, serveTown, type Served } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serveTown(NEIGHBOURS);
  await served.live(10);
});
afterAll(() => served.end());

type Answer = { readonly status: number; readonly body: string; readonly messages: readonly SseMessage[] };

/**
 * Asks for the stream as no client library would. The answer is all of a refusal; of a stream it is what comes up to its snapshot
 * or the newest event. HTTP/1.0: the body comes as it is.
 */
function ask(query: string, header?: Buffer | string): Promise<Answer> {
  const { port, pathname } = new URL(served.events());
  return new Promise((resolve, reject) => {
    let text = "";
    const done = () => {
      const [head, body = ""] = text.split(/\r\n\r\n([^]*)/);
      const status = Number(/^HTTP\/1\.1 (\d+) /.exec(head)?.[1]);
      socket.destroy();
      resolve({ status, body, messages: new SseDecoder().push(body) });
    };
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(`GET ${pathname}${query} HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n`);
      if (header !== undefined)
        socket.write(Buffer.concat([Buffer.from("Last-Event-ID: "), Buffer.from(header as string)]));
      socket.write(header === undefined ? "\r\n" : "\r\n\r\n");
    });
    socket.setEncoding("utf8").on("data", (some: string) => {
      text += some;
      if (/(event: town\.snapshot|id: r1-10)\n[^]*\n\n$/.test(text)) done();
    });
    socket.on("end", done).on("error", reject);
  });
}

/** That there was one reset, with a reason for people, and a new beginning. */
function expectReset({ status, messages }: Answer): string {
  expect(status).toBe(200);
  expect(messages.map(({ event }) => event)).toEqual(["town.reset", "town.snapshot"]);
  const { reason, first_seq } = JSON.parse(messages[0].data);
  expect(reason).toMatch(/\w+ .*\w+/);
  expect(reason.length).toBeLessThan(400);
  expect(first_seq).toBe(1);
  return reason;
}

/** That it was refused as the asker's fault, in words. */
function expectRefusal({ status, body }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body).toMatch(/\w+ \w+/);
}

const MALFORMED = [
  ["r1-11", "r1-99999", "r1-9007199254740991", "r1-9007199254740993", `r1-${"9".repeat(400)}`],
  ["r1--1", "r1-NaN", "r1-Infinity", "r1-1e1", "r1-0x5", "r1-05", "r1-5.0", "r1-+5", "r1-5 x", "r1-٥", "r1-"],
  ["r1", "5", "-5", "null", "undefined", "{}", '"r1-5"', "r1-5, r1-6", "../../r1-5", "<script>alert(1)</script>"],
  ["r0-5", "R1-5", "r1-5-5", "👩‍👩‍👧-5", "\u202Er1-5", "x".repeat(5000), `${"r".repeat(5000)}-5`],
].flat();
const shown = MALFORMED.map((id) => [id.length > 40 ? `${id.slice(0, 40)}…` : id, id] as const);

describe("an id that is none", () => {
  it.each(shown)("as a header gets one reset that says why: %s", async (_, id) => {
    expectReset(await ask("", id));
  });

  it.each(shown)("in the address gets one reset that says why: %s", async (_, id) => {
    expectReset(await ask(`?last_event_id=${encodeURIComponent(id)}`));
  });

  it.each([
    ["%00"],
    ["r1-5%00"],
    ["r1-5%0d%0aid:%20r1-7"],
    ["r1-5%0A%0Aevent:%20forged%0Adata:%20x%0A%0A"],
    ["%"],
    ["%ff"],
    ["%zz"],
  ])("nor does it forge anything: %s", async (id) => {
    expectReset(await ask(`?last_event_id=${id}`));
  });

  it.each([
    ["NUL", "r1-5\0"],
    ["a CR", "r1-5\rx"],
    ["an LF", "r1-5\nx"],
    ["a CR before its end", "r1-5\r"],
    ["ESC", "\u001B[2J"],
  ])("which holds %s is no header, and refused", async (_, id) => {
    expectRefusal(await ask("", id));
  });

  it("of 10 KB is told so or refused, in words; of 100 KB it is refused", async () => {
    for (const answer of [await ask("", "x".repeat(10_240)), await ask(`?last_event_id=${"x".repeat(10_240)}`)]) {
      if (answer.status === 200) expectReset(answer);
      else expectRefusal(answer);
    }
    expectRefusal(await ask("", "x".repeat(102_400)));
  });

  it("names the run that is here and the one that is not", async () => {
    expect(expectReset(await ask("", "r0-5"))).toBe("babel is now in run r1; your last event is of run r0");
  });

  it("has at its side the ids that are some: they go on after the event; the empty one begins", async () => {
    const ids = async (query: string, header?: string) => (await ask(query, header)).messages.map(({ id }) => id);
    expect(await ids("", "r1-8")).toEqual(["r1-9", "r1-10"]);
    expect(await ids("", "  r1-8  ")).toEqual(["r1-9", "r1-10"]);
    expect(await ids("?last_event_id=r1-8")).toEqual(["r1-9", "r1-10"]);
    expect(await ids("?last_event_id=r1-8", "r1-9")).toEqual(["r1-10"]);
    for (const answer of [await ask("", ""), await ask("?last_event_id=")]) {
      expect(answer.messages.map(({ event }) => event)).toEqual(["town.snapshot"]);
    }
  });

  it("whatever it is, is answered", async () => {
    const id = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: fc.constantFrom("r", "1", "-", "0", "9", "e", ".", " ", "%", "&", "#"), minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(id, async (id) => {
        const answer = await ask(`?last_event_id=${encodeURIComponent(id)}`);
        const seq = /^r1-(0|[1-9])$/.exec(id)?.[1];
        if (seq === undefined) expectReset(answer);
        else expect(answer.messages[0].id).toBe(`r1-${Number(seq) + 1}`);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a place to begin at", () => {
  it.each([
    [""],
    ["-1"],
    ["NaN"],
    ["Infinity"],
    ["1.5"],
    ["1e3"],
    ["0x10"],
    ["%201"],
    ["9".repeat(30)],
    ["x".repeat(5000)],
    ["%00"],
  ])("that is no whole number is refused: from=%s", async (from) => {
    const answer = await ask(`?from=${from}`);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).detail).toMatch(/^from must be a whole number/);
    expect(answer.body.length).toBeLessThan(1000);
  });

  it("that is still to come gets one reset that says why", async () => {
    expectReset(await ask("?from=12"));
    expectReset(await ask("?from=99999"));
  });
});
