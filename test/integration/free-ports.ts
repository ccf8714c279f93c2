import { createServer } from "node:net";

/**
 * `count` ports of 127.0.0.1 that nobody listens on. They lie below 32768, where the kernel takes the ports of outgoing
 * connections from: a server that is down could otherwise find its port taken when it comes back, in the worst case by a
 * client that tried to reach it and was connected to itself.
 * @param offsets of all that must be free, from each of them
 */
export async function freePorts(count: number, offsets: readonly number[] = [0]): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 15_000 + Math.floor(Math.random() * (17_000 - Math.max(...offsets)));
    const free = await Promise.all(offsets.map((offset) => isFree(port + offset)));
    if (free.every(Boolean)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
