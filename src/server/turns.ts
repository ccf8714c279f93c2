import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * The answers under way, one a connection. A client may send requests ahead of the answers (RFC 9112, section 9.3.2), and Node
 * hands out at once all that came in one packet; here each begins when the answer before it has gone, so that nobody can have
 * more than one made at a time, and nothing is kept of a connection on which there is none.
 *
 *     connection ──► the answer under way ◄── at most so many requests that wait
 *
 * Whoever sends more than may wait, or anything behind an answer that never ends, loses the connection.
 */
export class Turns {
  readonly #most: number;
  readonly #turns = new Map<Socket, Turn>();

  /** @param most requests of one connection that may wait */
  constructor(most: number) {
    this.#most = most;
  }

  /** Calls `begin` when it is this response's turn, which lasts until it closes; never, when its connection ends before. */
  take(response: ServerResponse, begin: () => void): void {
    const { socket } = response.req;
    // It is ending: what still comes is not listened to.
    if (!socket.writable) return;
    const turn = this.#turns.get(socket);
    if (!turn) this.#begin(socket, { response, begin, endless: false, waiting: [] });
    else if (turn.endless || turn.waiting.length >= this.#most) socket.destroy();
    else turn.waiting.push({ response, begin });
  }

  /** The answer whose turn it is ends only with its connection. @returns whether it may: not when others wait behind it */
  goesOn(response: ServerResponse): boolean {
    const { socket } = response.req;
    const turn = this.#turns.get(socket)!;
    turn.endless = true;
    if (turn.waiting.length > 0) socket.destroy();
    return turn.waiting.length === 0;
  }

  /** The answer that is under way on a connection. */
  on(socket: Socket): ServerResponse | undefined {
    return this.#turns.get(socket)?.response;
  }

  /** All that are under way. */
  responses(): ServerResponse[] {
    return Array.from(this.#turns.values(), ({ response }) => response);
  }

  /** Bytes of answers that are made and wait to be taken; what goes on looks after itself. Cost: a look at every answer. */
  get held(): number {
    let bytes = 0;
    for (const { response, endless } of this.#turns.values()) if (!endless) bytes += response.writableLength;
    return bytes;
  }

  #begin(socket: Socket, turn: Turn): void {
    this.#turns.set(socket, turn);
    turn.begin();
    // Whoever listens from the beginning hears of the end before the next begins. Node tells of it later than now, and always:
    // a response whose turn it is has the connection.
    turn.response.once("close", () => {
      const next = turn.waiting.shift();
      if (next && socket.writable) this.#begin(socket, { ...next, endless: false, waiting: turn.waiting });
      else this.#turns.delete(socket);
    });
  }
}

type Waiting = {
  readonly response: ServerResponse;
  readonly begin: () => void;
};

type Turn = Waiting & {
  endless: boolean;
  readonly waiting: Waiting[];
};
