import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first program of these names on the path, or where a system keeps those for administrators. */
export function onPath(names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const folder of folders) {
    for (const name of names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}
