/** Hands a file to the person who asked for it, as a download of this page: it goes nowhere else. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then; a blob that is not let go of stays in memory with the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Text that comes in many little pieces as a file: joined a million letters at a time, since a blob of a million pieces is slow to make. */
export function textFile(pieces: Iterable<string>, type: string): Blob {
  const parts: string[] = [];
  let whole = "";
  for (const piece of pieces) {
    whole += piece;
    if (whole.length < 1_000_000) continue;
    parts.push(whole);
    whole = "";
  }
  return new Blob([...parts, whole], { type: `${type};charset=utf-8` });
}
