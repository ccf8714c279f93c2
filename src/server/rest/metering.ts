import { whole } from "../../wire/contract/fields.ts";
import { readQuery } from "../../wire/contract/check.ts";
import type { METERING } from "../../wire/contract/metering.ts";
import { meterCitizens, meterOperations, meterPhases, meterTurns, turnOf } from "../../wire/view/metering.ts";
import type { Handlers } from "./handler.ts";
import { pageOfPast } from "./past.ts";

/** What the town costs. */
export function metering(): Handlers<keyof typeof METERING> {
  return {
    getMetering({ state, room: { town }, query }) {
      const { by, after, limit } = query;
      switch (by) {
        case "turn": {
          // Of the same moment as the page, which is read while the town goes on.
          const bill = meterTurns(state, [], null);
          return pageOfPast(town.log, { after: seqIn(after), limit }, turnOf).then(({ items, next }) => {
            return { ...bill, items, next };
          });
        }
        case "phase":
          return meterPhases(state, town.chronicle, { after: seqIn(after), limit });
        case "operation":
          return meterOperations(state, query);
        case "citizen":
          return meterCitizens(state, query);
      }
    },
  };
}

/** @throws TownError invalid_input unless it is a seq. */
function seqIn(after: string | undefined): number | undefined {
  return after === undefined ? undefined : readQuery(SEQ, [["after", after]]).after;
}

const SEQ = { after: whole("") };
