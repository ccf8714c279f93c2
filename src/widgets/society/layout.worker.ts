import { layoutRunner, type Drawn, type Job } from "./layout-run.ts";

/** Draws networks off the main thread. Takes a Job and posts what is Drawn. */
type Scope = {
  addEventListener(name: "message", listener: (event: MessageEvent<Job>) => void): void;
  postMessage(drawn: Drawn, transfer: Transferable[]): void;
};
const scope = globalThis as unknown as Scope;
const run = layoutRunner(100, (drawn) => scope.postMessage(drawn, []));
scope.addEventListener("message", ({ data }) => run(data));
