// A map moves between its place on the stage and its place in what is opened; what belongs to it fades in or out.

const MOVE_MS = 200;

/**
 * @param map the opened map
 * @param rest what fades
 * @param other the map's place on the stage, in the viewport
 */
export async function moveMap(
  map: HTMLElement,
  rest: Iterable<Element>,
  other: DOMRect,
  to: 'here' | 'back',
): Promise<void> {
  const here = map.getBoundingClientRect();
  if (here.width === 0) return;
  const away = `translate(${other.x - here.x}px, ${other.y - here.y}px) scale(${other.width / here.width}, ${other.height / here.height})`;
  const timing: KeyframeAnimationOptions = {
    duration: MOVE_MS,
    easing: 'ease-out',
    ...(to === 'back' ? { direction: 'reverse', fill: 'forwards' } : {}),
  };
  const moves = [map.animate([{ transform: away }, { transform: 'none' }], timing)];
  for (const element of rest) moves.push(element.animate([{ opacity: 0 }, { opacity: 1 }], timing));
  await Promise.all(moves.map(({ finished }) => finished)).catch(() => undefined);
}
