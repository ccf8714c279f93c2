import type { Page } from "playwright-core";

/** Where JupyterLab hears of files and of kernels that start: nothing of the kernel's own. */
const NEWS = "/api/events/";

/** Counts what goes between a page and its notebook's kernel: frames of WebSockets either way, and what is posted. */
export class KernelTap {
  #messages = 0;
  #bytes = 0;

  /** @param origin the notebook server's; to be made before the page goes there */
  constructor(page: Page, origin: string) {
    const { host } = new URL(origin);
    page.on("websocket", (socket) => {
      const url = new URL(socket.url());
      if (url.host !== host || url.pathname.startsWith(NEWS)) return;
      const frame = ({ payload }: { readonly payload: string | Buffer }) => this.#add(payload.length);
      socket.on("framereceived", frame);
      socket.on("framesent", frame);
    });
    page.on("request", (request) => {
      if (new URL(request.url()).host === host && request.method() === "POST")
        this.#add(request.postDataBuffer()?.length ?? 0);
    });
  }

  #add(bytes: number) {
    this.#messages++;
    this.#bytes += bytes;
  }

  /** So far. */
  get messages(): number {
    return this.#messages;
  }

  /** Of all messages so far. */
  get bytes(): number {
    return this.#bytes;
  }
}
