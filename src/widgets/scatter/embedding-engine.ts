import { Fit, type FitNews, type FitRequest } from "./embedding-fit.ts";
// oxlint-disable-next-line import/default -- the bundler makes it, with the whole worker inside
import EmbeddingWorker from "./embedding.worker.ts?worker&inline";

/** Where embeddings are fitted. It works on the last request only, and tells how far it is until it is done. */
export type Engine = {
  fit(request: FitRequest): void;
  close(): void;
};

export type Tell = (news: FitNews) => void;

/** Between two frames of the page, so much time in ms is taken for fitting, and told of so often. */
const SLICE = 8;
const TELL_EVERY = 250;

/** An engine on the page's own thread: it takes half of the time there is. */
function pageEngine(tell: Tell): Engine {
  let fit: Fit | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = 0;
  const go = () => {
    timer = undefined;
    if (!fit) return;
    const begun = performance.now();
    fit.advance(SLICE);
    if (fit.done || begun - told > Math.max(TELL_EVERY, fit.patience)) {
      told = begun;
      const news = fit.tell();
      if (fit.done) fit = undefined;
      tell(news);
    }
    if (fit) timer ??= setTimeout(go, performance.now() - begun);
  };
  return {
    fit(request) {
      fit = new Fit(request);
      timer ??= setTimeout(go);
    },
    close() {
      fit = undefined;
      clearTimeout(timer);
    },
  };
}

/** An engine in a worker, made from a blob of this very module; on the page's thread where a policy or a host refuses it. */
export function workerEngine(tell: Tell): Engine {
  let refuge: Engine | undefined;
  let last: FitRequest | undefined;
  let worker: Worker | undefined;
  const retreat = () => {
    worker?.terminate();
    worker = undefined;
    if (refuge) return;
    refuge = pageEngine(tell);
    if (last) refuge.fit(last);
  };
  try {
    worker = new EmbeddingWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<FitNews>) => {
      if (data.raw) last = undefined;
      tell(data);
    });
    worker.addEventListener("error", retreat);
  } catch {
    retreat();
  }
  return {
    fit(request) {
      if (refuge) {
        refuge.fit(request);
        return;
      }
      // Nothing is handed over, all is copied: should the worker never come to life, the request is still here.
      last = request;
      worker?.postMessage(request, []);
    },
    close() {
      worker?.terminate();
      worker = undefined;
      refuge?.close();
      refuge ??= { fit: () => {}, close: () => {} };
    },
  };
}
