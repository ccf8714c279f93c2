import { nkeys } from "@nats-io/transport-node";

/** What a NATS operator hands out: lines of a server's configuration, and the text of a user's .creds file. */
export function anOperator(): { readonly auth: string; readonly credentials: string } {
  const [operator, system, account] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createAccount()];
  const user = nkeys.createUser();
  const [systemKey, accountKey] = [system.getPublicKey(), account.getPublicKey()];
  const jwts = {
    operator: jwt(operator, operator.getPublicKey(), { type: "operator", system_account: systemKey }),
    system: jwt(operator, systemKey, { type: "account", limits: { ...UNLIMITED, disk_storage: 0 } }),
    account: jwt(operator, accountKey, { type: "account", limits: UNLIMITED }),
    user: jwt(account, user.getPublicKey(), { type: "user", pub: {}, sub: {}, subs: -1, data: -1, payload: -1 }),
  };
  return {
    auth: [
      `operator: ${jwts.operator}`,
      `system_account: ${systemKey}`,
      "resolver: MEMORY",
      `resolver_preload: { ${accountKey}: ${jwts.account}, ${systemKey}: ${jwts.system} }`,
    ].join("\n"),
    credentials: [
      "-----BEGIN NATS USER JWT-----",
      jwts.user,
      "------END NATS USER JWT------",
      "",
      "-----BEGIN USER NKEY SEED-----",
      Buffer.from(user.getSeed()).toString(),
      "------END USER NKEY SEED------",
      "",
    ].join("\n"),
  };
}

const UNLIMITED = {
  ...Object.fromEntries(
    ["subs", "conn", "leaf", "imports", "exports", "data", "payload", "disk_storage", "streams", "consumer"].map(
      (limit) => [limit, -1],
    ),
  ),
  wildcards: true,
};

function jwt(issuer: ReturnType<typeof nkeys.createUser>, subject: string, claims: object): string {
  const body = { jti: subject, iat: 1, iss: issuer.getPublicKey(), sub: subject, nats: { version: 2, ...claims } };
  const signed = [{ typ: "JWT", alg: "ed25519-nkey" }, body]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${Buffer.from(issuer.sign(Buffer.from(signed))).toString("base64url")}`;
}
