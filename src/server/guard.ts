import { createHash, timingSafeEqual } from "node:crypto";

/** Who may ask this server, and who may command. */

/** Reachable from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether a request that names `host` (the Host header) is meant for a server bound to the loopback interface. A page elsewhere can
 * let its own name point to 127.0.0.1 (DNS rebinding) and so become same-origin with this server; its name gives it away.
 */
export function isMeantForLoopback(host: string | undefined): boolean {
  if (host === undefined) return false;
  return isLoopback(host.replace(/:\d{1,5}$/, "").toLowerCase());
}

/** Whether the Authorization header holds the token. Takes the same time whatever it holds. */
export function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +([^ ]+) *$/i.exec(authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
