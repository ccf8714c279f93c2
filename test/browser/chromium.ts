import { chromium, type Browser } from "playwright-core";

/**
 * A headless Chromium for the browser tests: the one that `CHROMIUM` names, else Debian's. The caller closes it.
 * @throws with what to install when there is none.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  try {
    return await chromium.launch({ executablePath, args: FLAGS });
  } catch (cause) {
    throw new Error(`no Chromium at ${executablePath}: install it (apt-get install chromium) or set CHROMIUM to one`, {
      cause,
    });
  }
}

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
