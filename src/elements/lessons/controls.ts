// Finds the part of the page that a step marks, through all shadow roots.

import type { Control } from '../../lessons/lesson';

/** The first of several that is there is meant. */
const SELECTORS: Readonly<Record<Exclude<Control, `layer:${string}`>, string | readonly string[]>> = {
  picture: 'cs-drawing-pad',
  network: 'cs-network-stack',
  inspector: 'cs-inspector',
  play: '[data-testid=play]',
  step: '[data-testid=step]',
  view: '.view:not(cs-stage *)',
  'moved-picture': '[data-testid=shift-picture]',
  'pool-difference': '[data-testid=pool-difference]',
  twins: ['[data-testid=twins-play]', '[data-testid=tab-twins]'],
};

/** The rails that parts lie in: where a rail is a closed drawer, the button that opens it stands for them. */
const RAILS: readonly (readonly [Control, string])[] = [
  ['picture', 'open-left'],
  ['network', 'open-left'],
  ['inspector', 'open-right'],
];

function find(root: Document | ShadowRoot, selector: string): readonly Element[] {
  const here = [...root.querySelectorAll(selector)];
  if (here.length > 0) return here;
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const inside = shadowRoot ? find(shadowRoot, selector) : [];
    if (inside.length > 0) return inside;
  }
  return [];
}

const seen = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

/** The part of an element that what it scrolls in lets be seen; null: it is scrolled away. */
function seenRect(element: Element): DOMRect | null {
  let { left, top, right, bottom } = element.getBoundingClientRect();
  let around: Node | null = element;
  for (;;) {
    const slot: Element | null = around instanceof Element ? around.assignedSlot : null;
    around = slot ?? around.parentNode;
    if (around instanceof ShadowRoot) around = around.host;
    if (!(around instanceof Element)) break;
    if (getComputedStyle(around).overflow === 'visible') continue;
    const rect = around.getBoundingClientRect();
    [left, top] = [Math.max(left, rect.left), Math.max(top, rect.top)];
    [right, bottom] = [Math.min(right, rect.right), Math.min(bottom, rect.bottom)];
  }
  return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
}

/** What a control is on the page now. */
export function elementsOf(control: Control): readonly Element[] {
  const layer = control.startsWith('layer:') ? control.slice('layer:'.length) : null;
  const selectors =
    layer === null
      ? [SELECTORS[control as keyof typeof SELECTORS]].flat()
      : [`[data-testid=tile][data-layer="${layer}"]`];
  const [, button] = RAILS.find(([part]) => part === control) ?? [];
  const found =
    selectors
      .map((selector) => find(document, selector).filter(seen))
      .find((elements) => elements.length > 0) ?? [];
  return found.length > 0 ? found : button === undefined ? [] : find(document, `[data-testid=${button}]`);
}

/** Where a control is seen, in pixels of the window; null: it is not on the page now. */
export function rectOf(control: Control): DOMRect | null {
  const rects = elementsOf(control).flatMap((element) => seenRect(element) ?? []);
  if (rects.length === 0) return null;
  const left = Math.min(...rects.map((rect) => rect.left));
  const top = Math.min(...rects.map((rect) => rect.top));
  return new DOMRect(
    left,
    top,
    Math.max(...rects.map((rect) => rect.right)) - left,
    Math.max(...rects.map((rect) => rect.bottom)) - top,
  );
}
