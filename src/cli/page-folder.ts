import { fileURLToPath } from "node:url";

/** Where the page is, as `npm run build` leaves it beside this program. */
export const PAGE_FOLDER = fileURLToPath(new URL("../../page", import.meta.url));
