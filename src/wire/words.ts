/** A search in text: whether all words of `query` occur in what was said, in any order and case. No words ask nothing. */
export function searching(query: string): (said: string) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (said) => {
    if (words.length === 0) return true;
    const heard = said.toLowerCase();
    return words.every((word) => heard.includes(word));
  };
}
