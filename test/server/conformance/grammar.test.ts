import { EventSource } from "eventsource";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStream } from "../../../src/observer/read-stream.ts";
import { SseDecoder } from "../../../src/wire/sse.ts";
import { cutAt, hostileStream } from "./hostile-stream.ts";
import { interpret, type Interpretation } from "./whatwg.ts";

/** What our own reader makes of a response whose body comes in these pieces. */
async function read(...pieces: readonly (Uint8Array | string)[]): Promise<Interpretation> {
  const sse = new SseDecoder();
  const messages = [];
  for await (const some of readStream(responseOf(pieces), sse)) messages.push(...some);
  return { messages, lastEventId: sse.lastEventId, retry: sse.retry };
}

function responseOf(pieces: readonly (Uint8Array | string)[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(Buffer.from(piece as string));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

async function dataOf(...pieces: readonly (Uint8Array | string)[]): Promise<string[]> {
  return (await read(...pieces)).messages.map(({ data }) => data);
}

const BOM = [0xef, 0xbb, 0xbf];

describe("our reader of event streams, given bytes", () => {
  it("drops one byte order mark, also in pieces, and takes a second for the beginning of a field's name", async () => {
    expect(await dataOf(Buffer.from([...BOM, ...Buffer.from("data: a\n\n")]))).toEqual(["a"]);
    expect(await dataOf(Buffer.from(BOM.slice(0, 1)), Buffer.from(BOM.slice(1)), "data: a\n\n")).toEqual(["a"]);
    expect(await dataOf(Buffer.from([...BOM, ...BOM]), "data: a\n\ndata: b\n\n")).toEqual(["b"]);
    expect(await dataOf("\uFEFF: comment\ndata: a\n\n")).toEqual(["a"]);
  });

  it("puts characters together whose bytes came apart", async () => {
    const bytes = Buffer.from("data: Zoë 👩‍👩‍👧 שלום\n\n");
    expect(await dataOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(["Zoë 👩‍👩‍👧 שלום"]);
  });

  it("reads U+FFFD where the bytes are no UTF-8, and goes on", async () => {
    expect(await dataOf("data: a", Uint8Array.of(0xff), "b\n\ndata: c", Uint8Array.of(0xc3), "\n\n")).toEqual([
      "a\uFFFDb",
      "c\uFFFD",
    ]);
    expect(await dataOf("data: a\n", Uint8Array.of(0xe2, 0x82), "\ndata: b\n\n")).toEqual(["a\nb"]);
  });

  it("ends lines at CR and LF only: not at NEL, at the line and paragraph separators, or at a vertical tab", async () => {
    expect(await dataOf("data: a\u0085b\u2028c\u2029d\u000Be\n\n")).toEqual(["a\u0085b\u2028c\u2029d\u000Be"]);
  });

  it("counts CR LF CR LF as two line ends, LF CR as two, CR CR as two, wherever a piece ends", async () => {
    for (const end of ["\r\n\r\n", "\n\r", "\r\r", "\n\n", "\r\n\n", "\r\n\r"]) {
      const text = `data: a${end}data: b${end}`;
      for (let cut = 0; cut <= text.length; cut++) {
        expect(await dataOf(text.slice(0, cut), text.slice(cut), "\n")).toEqual(["a", "b"]);
      }
    }
  });

  it("takes everything before the first colon for the name, exactly as it stands", async () => {
    expect(await dataOf("data : a\n\n data: b\n\nData: c\n\ndata:d:e\n\n")).toEqual(["d:e"]);
  });

  it("strips a space, never a tab or a no-break space", async () => {
    expect(await dataOf("data:\ta\n\ndata:\u00A0b\n\ndata: \n\n")).toEqual(["\ta", "\u00A0b", ""]);
  });

  it("an event without a name to it is a message; the name holds for one frame, and the last one given counts", async () => {
    const { messages } = await read("event: x\nevent: y\ndata\n\nevent: z\nevent\ndata\n\ndata\n\n");
    expect(messages.map(({ event }) => event)).toEqual(["y", "message", "message"]);
  });

  it("an id holds for the frames after it, with or without data; of a frame that was cut off it does not", async () => {
    const { messages, lastEventId } = await read("id: 1\n\ndata: a\n\nid: 2\nid: 3\0\ndata: b\n\nid: 4\ndata: c\n");
    expect(messages.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(lastEventId).toBe("2");
  });

  it("keeps an id as it is: spaces, colons, letters of any script", async () => {
    expect((await read("id:  a : ж \ndata\n\n")).lastEventId).toBe(" a : ж ");
  });

  it("takes a retry of ASCII digits, at once, and no other", async () => {
    expect((await read("retry: 0\n")).retry).toBe(0);
    expect((await read("retry: 007\n")).retry).toBe(7);
    for (const not of ["", "-1", "+1", "1e3", "0x10", "1_000", "1 ", " 1", "١٢", "Infinity"]) {
      expect((await read(`retry: 5\nretry: ${not}\n`)).retry).toBe(5);
    }
  });

  it("dispatches nothing that the stream's end cut off, however much of it was there", async () => {
    const frame = "event: x\nid: 1\ndata: a\n\n";
    for (let length = 0; length < frame.length; length++) {
      expect((await read(frame.slice(0, length))).messages).toEqual([]);
    }
  });
});

describe("any bytes, cut anywhere", () => {
  it("are read as the standard's own steps read them whole", async () => {
    await fc.assert(
      fc.asyncProperty(hostileStream, async ({ stream, cuts }) => {
        expect(await read(...cutAt(stream, cuts))).toEqual(interpret(stream));
      }),
      { numRuns: 1000 },
    );
  });

  it("are read as the eventsource package reads them", async () => {
    await fc.assert(
      fc.asyncProperty(hostileStream, async ({ stream, cuts }) => {
        // Its parser waits after a CR for what follows: here something does.
        const pieces = [...cutAt(stream, cuts), Buffer.from(":\n")];
        const { messages } = await read(...pieces);
        expect(messages.map(({ event, data }) => ({ event, data }))).toEqual(await readByEventSource(pieces));
      }),
      { numRuns: 500 },
    );
  });
});

/** Names and data only: the package forgets an id when its frame ends, where the standard keeps it. */
function readByEventSource(pieces: readonly Uint8Array[]): Promise<{ event: string; data: string }[]> {
  return new Promise((resolve) => {
    const heard: { event: string; data: string }[] = [];
    const source = new EventSource("http://town.test/", { fetch: () => Promise.resolve(responseOf(pieces)) });
    source.dispatchEvent = (event: Event) => {
      if (event instanceof MessageEvent) heard.push({ event: event.type, data: event.data });
      else if (event.type === "error") {
        source.close();
        resolve(heard);
      }
      return true;
    };
  });
}
