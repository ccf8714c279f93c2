import { celebrate } from "./celebrate.ts";
import { dispute } from "./dispute.ts";
import { gossip } from "./gossip.ts";
import { greet } from "./greet.ts";
import { mourn } from "./mourn.ts";
import { move } from "./move.ts";
import type { Operation } from "./operation.ts";
import { solo } from "./solo.ts";
import { teach } from "./teach.ts";
import { trade } from "./trade.ts";

/** Every operation there is, by id: help, the policy, perturbations and the tests read it. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  greet,
  gossip,
  trade,
  solo,
  dispute,
  teach,
  celebrate,
  mourn,
  move,
};
