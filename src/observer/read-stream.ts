import { SseDecoder, type SseMessage } from "../wire/sse.ts";

/**
 * The messages of a response's event stream, a list for each piece that the network brought: an empty one is a sign of
 * life. `break` cancels the response. `sse` keeps what the stream says about itself.
 */
export async function* readStream(response: Response, sse = new SseDecoder()): AsyncGenerator<SseMessage[], void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  // The event stream's own grammar drops one byte order mark; the text decoder must not drop another.
  const text = new TextDecoder("utf-8", { ignoreBOM: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield sse.push(text.decode(value, { stream: true }));
    }
  } finally {
    // Of a stream that ended or failed there is nothing to cancel; that it says so is no news.
    await reader.cancel().catch(() => {});
  }
}
