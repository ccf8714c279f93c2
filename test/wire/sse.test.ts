import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, SseDecoder, type SseMessage } from "../../src/wire/sse.ts";

function decode(...chunks: string[]): SseMessage[] {
  const decoder = new SseDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

describe("the decoder follows the WHATWG grammar", () => {
  it("reads name, data and id of a frame", () => {
    expect(decode("event: town.event\nid: r-1\ndata: {}\n\n")).toEqual([
      { event: "town.event", data: "{}", id: "r-1" },
    ]);
  });

  it("calls a frame without a name a message", () => {
    expect(decode("data: x\n\n")).toEqual([{ event: "message", data: "x", id: "" }]);
  });

  it("joins several data lines with line feeds", () => {
    expect(decode("data: YHOO\ndata: +2\ndata: 10\n\n")[0].data).toBe("YHOO\n+2\n10");
  });

  it("takes away one space after the colon and no more", () => {
    expect(decode("data:test\n\ndata: test\n\ndata:  test\n\n").map((message) => message.data)).toEqual([
      "test",
      "test",
      " test",
    ]);
  });

  it("dispatches empty data, but not a frame that has no data at all", () => {
    expect(decode("data\n\ndata\ndata\n\ndata:").map((message) => message.data)).toEqual(["", "\n"]);
    expect(decode("event: x\n\n")).toEqual([]);
  });

  it("forgets the name of a frame without data", () => {
    expect(decode("event: x\n\ndata: y\n\n")[0].event).toBe("message");
  });

  it("ends lines with CR, LF or CRLF, also when a border of chunks parts the two", () => {
    expect(decode("data: a\r\rdata: b\r\n\r\ndata: c\n\n").map((message) => message.data)).toEqual(["a", "b", "c"]);
    expect(decode("data: a\r", "\ndata: b\r", "\n\r", "\n").map((message) => message.data)).toEqual(["a\nb"]);
    expect(decode("data: a\r", "", "\n\r", "", "\ndata: b\n\n").map((message) => message.data)).toEqual(["a", "b"]);
  });

  it("dispatches at a CR without waiting for the LF that may follow", () => {
    expect(decode("data: a\r\n\r")).toHaveLength(1);
  });

  it("drops one byte order mark at the very beginning, wherever the first chunk ends", () => {
    expect(decode("", "\uFEFF", "data: a\n\n")[0].data).toBe("a");
    expect(decode("\uFEFF\uFEFFdata: a\n\n")).toEqual([]);
    expect(decode("data: a\n\n", "\uFEFFdata: b\n\n")).toHaveLength(1);
  });

  it("ignores comments and fields that it does not know", () => {
    expect(decode(": heartbeat\n\n:\n\nfoo: bar\nDATA: no\ndata: yes\n\n").map((message) => message.data)).toEqual([
      "yes",
    ]);
  });

  it("keeps the last id for the frames that have none, and forgets it when told so", () => {
    expect(decode("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n").map((message) => message.id)).toEqual(["1", "1", ""]);
  });

  it("ignores an id that holds NUL", () => {
    expect(decode("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n").map((message) => message.id)).toEqual(["1", "1"]);
  });

  it("sets the last id by a frame without data, once that frame is complete", () => {
    const decoder = new SseDecoder();
    decoder.push("id: 7\n");
    expect(decoder.lastEventId).toBe("");
    decoder.push("\n");
    expect(decoder.lastEventId).toBe("7");
  });

  it("takes a retry of digits only", () => {
    const decoder = new SseDecoder();
    decoder.push("retry: 1500\n\n");
    expect(decoder.retry).toBe(1500);
    decoder.push("retry: -1\nretry: 2s\nretry: 1.5\nretry\n\n");
    expect(decoder.retry).toBe(1500);
  });

  it("never dispatches a frame that the end of the stream cut off", () => {
    expect(decode("data: a\n\ndata: b\n")).toHaveLength(1);
  });
});

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      "\n",
      "\r",
      ":",
      " ",
      "\uFEFF",
      "\0",
      "a",
      "data: ",
      "\u2028",
      "e\u0301",
      "👩‍👩‍👧",
      "\u202E",
      "</script>",
      '"',
    ),
  }),
);
const line = hostile.map((text) => text.replaceAll(/[\r\n\0]/g, ""));

/** The oracle for line ends: what the format can say of a text. */
const said = (text: string) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");

describe("what is encoded arrives", () => {
  it("for any frames, however the stream is cut", () => {
    const frames = fc.array(fc.record({ event: line, id: line, data: hostile, comment: hostile }), { maxLength: 5 });
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 20 }), (sent, cuts) => {
        const stream = sent.map(encodeFrame).join("");
        const places = cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b);
        const chunks = [...places, stream.length].map((place, i) => stream.slice(places[i - 1] ?? 0, place));
        expect(decode(...chunks)).toEqual(
          sent.map(({ event, id, data }) => ({ event: event || "message", id, data: said(data) })),
        );
      }),
    );
  });

  it("and no value starts a frame of its own", () => {
    expect(decode(encodeFrame({ data: "a\n\nevent: forged\ndata: b", comment: "x\n\ndata: forged" }))).toEqual([
      { event: "message", data: "a\n\nevent: forged\ndata: b", id: "" },
    ]);
  });

  it("or is refused where the format has no way to say it", () => {
    expect(() => encodeFrame({ event: "a\ndata: forged", data: "" })).toThrow(
      /event of a frame must be one line.*forged/,
    );
    expect(() => encodeFrame({ id: "a\rb", data: "" })).toThrow(/id of a frame must be one line/);
    expect(() => encodeFrame({ id: "a\0b", data: "" })).toThrow(/NUL/);
    expect(() => encodeFrame({ retry: 1.5 })).toThrow(/retry must be a whole number of milliseconds from 0, got 1.5/);
  });
});
