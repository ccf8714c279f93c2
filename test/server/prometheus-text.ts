/** The samples of a text in Prometheus' exposition format: values by name and labels, as they are written there. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, key, value] = /^(.+) (\S+)$/.exec(line)!;
    samples.set(key, value === "+Inf" ? Infinity : Number(value));
  }
  return samples;
}
