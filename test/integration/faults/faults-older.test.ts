import { everyFault } from "./every-fault.ts";

everyFault("older");
