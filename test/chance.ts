import * as fc from "fast-check";

/** The gate tries the same examples every time, so that it fails for a change and not for chance; `FAST_CHECK_SEED` tries others. */
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });
