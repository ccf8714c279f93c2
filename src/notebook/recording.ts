import { recordedTown } from "../observer/recorded-town.ts";
import type { ObserverOptions } from "../observer/observer.ts";
import { TownError } from "../sim/error.ts";
import { problem } from "../wire/problem.ts";
import { recordedLog } from "../wire/recorded-log.ts";

/** What an observer of a log's file is given: it is unpacked and read when it is first asked for. @param gzip of the file's text */
export function recorded(gzip: DataView<ArrayBuffer>): Required<Pick<ObserverOptions, "fetch" | "limit" | "recorded">> {
  let town: Promise<typeof fetch> | undefined;
  return {
    limit: Number.MAX_SAFE_INTEGER,
    recorded: true,
    async fetch(...request) {
      town ??= unpacked(gzip).then((text) => recordedTown(recordedLog(text)).fetch);
      try {
        return await (
          await town
        )(...request);
      } catch (error) {
        if (!(error instanceof TownError)) throw error;
        const told = problem(error);
        return Response.json(told, { status: 400, headers: { "content-type": "application/problem+json" } });
      }
    },
  };
}

async function unpacked(gzip: DataView<ArrayBuffer>): Promise<string> {
  try {
    return await new Response(new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  } catch (cause) {
    throw new TownError("corrupt_log", "the recording that came from the notebook can't be unpacked", { cause });
  }
}
