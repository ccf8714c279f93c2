/** Runs in the page: texts that leave the window, or are cut by an element that hides what overflows it. */
export function cutTexts(): string[] {
  const roots: (Document | ShadowRoot)[] = [document];
  const cut: string[] = [];
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      if (element.closest(".unseen, .row, [role=option], dialog, script, style, svg, select")) continue;
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== "",
      );
      const { left, right, width } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (!own || width === 0 || style.visibility === "hidden" || style.clipPath !== "none") continue;
      const hides = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      if (left < -1 || right > innerWidth + 1 || hides)
        cut.push(`${element.tagName}.${element.className}: ${element.textContent}`);
    }
  }
  return cut;
}
