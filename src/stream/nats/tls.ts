import { checkServerIdentity, createSecureContext, type PeerCertificate } from "node:tls";
import type { ConnectionOptions, TlsOptions } from "@nats-io/transport-node";
import { TownError } from "../../sim/error.ts";

/** As PEM. Without `ca`, the server's certificate must be one that the system trusts. */
export type NatsTls = { readonly ca?: string; readonly cert?: string; readonly key?: string };

/**
 * The client's options for TLS: undefined leaves it to the server whether to ask for it.
 * @throws TownError invalid_input for what no TLS could use.
 */
export function tlsOptions(tls: NatsTls | undefined): ConnectionOptions {
  if (!tls) return {};
  try {
    createSecureContext(tls);
  } catch (cause) {
    throw new TownError(
      "invalid_input",
      `the certificates for NATS must be PEM, and the key that of its certificate: ${(cause as Error).message}`,
      { cause },
    );
  }
  // The client (3.4) says no name to TLS when it was given an address, and TLS then takes the server for "localhost": it
  // would refuse the certificate of 10.0.0.5 and trust anybody's of localhost. Before each dial it says whom it dials.
  let dialled = "";
  const checked: TlsOptions & { checkServerIdentity: Check } = {
    ...tls,
    checkServerIdentity: (_, certificate) => checkServerIdentity(dialled, certificate),
  };
  return {
    tls: checked,
    reconnectToServer: ([next]) => {
      dialled = next ? next.tlsName || next.hostname : "";
      return null;
    },
  };
}

type Check = (host: string, certificate: PeerCertificate) => Error | undefined;
