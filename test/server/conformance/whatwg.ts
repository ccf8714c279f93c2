/** What a stream of bytes says. */
export type Interpretation = {
  readonly messages: readonly { readonly event: string; readonly data: string; readonly id: string }[];
  readonly lastEventId: string;
  /** Milliseconds; undefined when the stream never set it. */
  readonly retry: number | undefined;
};

/**
 * The WHATWG HTML standard, section 9.2.6 "Interpreting an event stream", step by step over the whole stream at once, with the
 * standard's own buffers and without a thought for cost: an oracle.
 */
export function interpret(stream: Uint8Array): Interpretation {
  // "UTF-8 decode" replaces what is no UTF-8 and drops one byte order mark.
  const lines = new TextDecoder().decode(stream).split(/\r\n|\n|\r/);
  // Behind the last line end there is no line: "any pending data must be discarded".
  lines.pop();

  const messages: { event: string; data: string; id: string }[] = [];
  let [data, eventType, lastEventIdBuffer, lastEventId] = ["", "", "", ""];
  let retry: number | undefined;
  for (const line of lines) {
    if (line === "") {
      lastEventId = lastEventIdBuffer;
      if (data !== "") messages.push({ event: eventType || "message", data: data.slice(0, -1), id: lastEventId });
      data = "";
      eventType = "";
      continue;
    }
    if (line.startsWith(":")) continue;
    const [, field, value = ""] = /^([^:]*)(?:: ?([^]*))?$/.exec(line)!;
    if (field === "event") eventType = value;
    if (field === "data") data += `${value}\n`;
    if (field === "id" && !value.includes("\0")) lastEventIdBuffer = value;
    if (field === "retry" && /^[0-9]+$/.test(value)) retry = Number.parseInt(value, 10);
  }
  return { messages, lastEventId, retry };
}
