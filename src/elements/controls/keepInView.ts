// What a click opens comes into view, and stays there while the things around it find their sizes: a picture above it that
// is drawn a moment later would push it out again. It ends with whatever the reader does next.

const READER_ACTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

export function keepInView(element: Element): void {
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (entry && entry.intersectionRatio < 1) element.scrollIntoView({ block: 'nearest' });
    },
    { threshold: [0.25, 0.5, 0.75, 1] },
  );
  const ended = new AbortController();
  for (const act of READER_ACTS)
    addEventListener(
      act,
      () => {
        observer.disconnect();
        ended.abort();
      },
      { capture: true, passive: true, signal: ended.signal },
    );
  observer.observe(element);
}
