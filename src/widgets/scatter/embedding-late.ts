import type { Engine, Tell } from "./embedding-engine.ts";
import type { FitRequest } from "./embedding-fit.ts";

/** An engine that is fetched when the first picture is asked for: few look at one, and it is as large as the rest of the scatter. */
export function lateEngine(tell: Tell): Engine {
  let engine: Engine | undefined;
  let last: FitRequest | undefined;
  let closed = false;
  void import("./embedding-engine.ts").then(({ workerEngine }) => {
    if (closed) return;
    engine = workerEngine(tell);
    if (last) engine.fit(last);
  });
  return {
    fit(request) {
      last = request;
      engine?.fit(request);
    },
    close() {
      closed = true;
      engine?.close();
    },
  };
}
