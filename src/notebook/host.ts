import type { Model } from "../widgets/kit/model.ts";

/** The model that a notebook hands over: a page's has no kernel to send to. */
export type Host = Model & {
  send?(content: unknown): void;
  on(name: "msg:custom", callback: (content: unknown) => void): void;
  off(name: "msg:custom", callback: (content: unknown) => void): void;
};
