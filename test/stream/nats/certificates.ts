import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporary } from "../temporary.ts";

/** A certificate and its key, as files for a server and as PEM for us. */
export type Certificate = {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
};

/** An authority of its own, and what it signs, in a folder that `cleanUp` removes. */
export function anAuthority(): Certificate & { sign(name: string, alternative: string): Certificate } {
  const folder = dirname(temporary("ca.pem"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = (name: string) => [...ELLIPTIC, "-keyout", `${name}.key`, "-subj", `/CN=${name}`];
  const read = (name: string) => {
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  };
  openssl("req", "-x509", "-days", "2", ...key("ca"), "-out", "ca.pem");
  return {
    ...read("ca"),
    /** @param alternative what it is of, as `IP:127.0.0.1` or `DNS:localhost` */
    sign(name, alternative) {
      openssl("req", ...key(name), "-out", `${name}.csr`);
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${alternative}\n`);
      const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", `${name}.ext`];
      openssl("x509", "-req", "-days", "2", "-in", `${name}.csr`, "-out", `${name}.pem`, ...by);
      return read(name);
    },
  };
}

const ELLIPTIC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
