import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/**
 * A TCP line to a server, which a test can cut: now, or, where a request has the header `x-cut-after`, once so many bytes of the
 * answer have passed.
 */
export class CutLine {
  readonly #target: number;
  readonly #server = createServer((near) => this.#join(near));
  readonly #near = new Set<Socket>();
  /** Connections that were made over it. */
  made = 0;

  static async to(url: string): Promise<CutLine> {
    const line = new CutLine(Number(new URL(url).port));
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  private constructor(target: number) {
    this.#target = target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all connections; new ones can be made. */
  cut(): void {
    for (const near of this.#near) near.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket): void {
    this.made++;
    this.#near.add(near);
    const far = connect(this.#target, "127.0.0.1");
    let left = Infinity;
    near.once("data", (request: Buffer) => {
      left = Number(/^x-cut-after: (\d+)\r$/im.exec(request.toString("latin1"))?.[1] ?? Infinity);
      if (left === 0) return void far.destroy();
      far.write(request);
      near.pipe(far);
    });
    far.on("data", (answer: Buffer) => {
      near.write(answer.subarray(0, Math.min(left, answer.length)));
      left -= answer.length;
      if (left <= 0) far.destroy();
    });
    // What was let through still arrives.
    far.on("close", () => near.end());
    near.on("close", () => {
      this.#near.delete(near);
      far.destroy();
    });
    for (const end of [near, far]) end.setNoDelay(true).on("error", () => {});
  }
}
