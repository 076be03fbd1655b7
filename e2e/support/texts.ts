// All that a person sees or hears as text on the page, through every shadow root.

import type { Page } from '@playwright/test';

export interface SeenText {
  readonly text: string;
  /** The element's names from the page down, for messages. */
  readonly where: string;
}

/** Visible text, and the names and descriptions that are read aloud. */
export async function textsOf(page: Page): Promise<SeenText[]> {
  return page.evaluate(() => {
    const found: { text: string; where: string }[] = [];
    const nameOf = (element: Element): string =>
      element.localName + (element.classList.length > 0 ? `.${[...element.classList].join('.')}` : '');
    const visit = (node: Node, where: string): void => {
      if (node instanceof Text) {
        const text = node.data.trim();
        const parent = node.parentElement;
        if (text && (!parent || parent.checkVisibility({ visibilityProperty: true })))
          found.push({ text, where });
        return;
      }
      if (node instanceof Element) {
        if (['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(node.tagName)) return;
        const here = `${where} ${nameOf(node)}`;
        if (node.checkVisibility({ visibilityProperty: true })) {
          for (const name of [
            'aria-label',
            'aria-description',
            'aria-valuetext',
            'title',
            'alt',
            'placeholder',
          ]) {
            const text = node.getAttribute(name)?.trim();
            if (text) found.push({ text, where: `${here} @${name}` });
          }
        }
        if (node.shadowRoot) for (const child of node.shadowRoot.childNodes) visit(child, here);
        for (const child of node.childNodes) visit(child, here);
      }
    };
    visit(document.body, '');
    found.push({ text: document.title, where: 'title' });
    return found;
  });
}

/** Elements whose text is cut off at their edge, or that reach beyond the window with nothing to scroll them. */
export async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    const parentOf = (element: Element): Element | null => {
      const { parentNode } = element.assignedSlot ?? element;
      return parentNode instanceof ShadowRoot ? parentNode.host : element.parentElement;
    };
    const textIn = (element: Element): string =>
      [...element.childNodes].map((node) => (node instanceof Text ? node.data.trim() : '')).join('');
    const scrolls = (element: Element): boolean => {
      for (let at = parentOf(element); at; at = parentOf(at)) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth)
          return true;
      }
      return false;
    };
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) visit(element.shadowRoot);
        if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true }))
          continue;
        const style = getComputedStyle(element);
        // Texts for screen readers only; and the frame, beside which closed drawers wait.
        if (style.clipPath === 'inset(50%)' || element.localName === 'convscope-app') continue;
        const name = `${element.localName}.${[...element.classList].join('.')} "${(textIn(element) || element.innerText).slice(0, 40)}"`;
        const hidesX = style.overflowX === 'hidden' || style.overflowX === 'clip';
        const hidesY = style.overflowY === 'hidden' || style.overflowY === 'clip';
        if (hidesX && element.scrollWidth > element.clientWidth + 1)
          cut.push(`${name} is cut at its side (${element.scrollWidth} > ${element.clientWidth})`);
        if (hidesY && element.scrollHeight > element.clientHeight + 1)
          cut.push(`${name} is cut at its foot (${element.scrollHeight} > ${element.clientHeight})`);
        if (!textIn(element)) continue;
        const { left, right, width } = element.getBoundingClientRect();
        if (width > 0 && (right > innerWidth + 1 || left < -1) && !scrolls(element))
          cut.push(`${name} reaches from ${left} to ${right} of ${innerWidth}`);
      }
    };
    visit(document);
    return cut;
  });
}

/**
 * Texts and controls that lie on each other, as far as they are in sight. A text is the middle half of its line's height:
 * letters of neighbouring lines do not touch there.
 * @param inside the test id of what is looked at; absent: the whole page
 */
export async function overlaps(page: Page, inside?: string): Promise<string[]> {
  return page.evaluate((inside) => {
    interface Box {
      readonly element: Element;
      readonly name: string;
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    const parentOf = (element: Element): Element | null => {
      const { parentNode } = element.assignedSlot ?? element;
      return parentNode instanceof ShadowRoot ? parentNode.host : element.parentElement;
    };
    const within = (inner: Element, outer: Element): boolean => {
      for (let at: Element | null = inner; at; at = parentOf(at)) if (at === outer) return true;
      return false;
    };
    const isInside = (element: Element, testId: string): boolean => {
      for (let at: Element | null = element; at; at = parentOf(at))
        if (at instanceof HTMLElement && at.dataset.testid === testId) return true;
      return false;
    };
    /** What is left of it in sight. */
    const seen = (element: Element, box: Box): Box | null => {
      let { left, top, right, bottom } = box;
      for (let at: Element | null = element; at; at = parentOf(at)) {
        const style = getComputedStyle(at);
        if (style.overflowX === 'visible' && !style.contain.includes('paint')) continue;
        const clip = at.getBoundingClientRect();
        [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
        [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
      }
      [left, top, right, bottom] = [
        Math.max(left, 0),
        Math.max(top, 0),
        Math.min(right, innerWidth),
        Math.min(bottom, innerHeight),
      ];
      return right - left > 1 && bottom - top > 1 ? { ...box, left, top, right, bottom } : null;
    };
    const boxes: Box[] = [];
    const add = (element: Element, name: string, rect: DOMRect, shrink: number): void => {
      const { left, right, top, bottom, height } = rect;
      const own = {
        element,
        name,
        left,
        right,
        top: top + shrink * height,
        bottom: bottom - shrink * height,
      };
      const box = seen(element, own);
      if (box) boxes.push(box);
    };
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) visit(element.shadowRoot);
        if (!(element instanceof HTMLElement)) continue;
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (inside !== undefined && !isInside(element, inside)) continue;
        if (getComputedStyle(element).clipPath === 'inset(50%)') continue;
        if (element.parentElement?.closest('.visually-hidden')) continue;
        if (element.matches('button, input, select, textarea, summary'))
          add(
            element,
            `${element.localName} ${element.dataset.testid ?? element.className}`,
            element.getBoundingClientRect(),
            0,
          );
        if (element.matches('style, option')) continue;
        for (const node of element.childNodes) {
          if (!(node instanceof Text) || node.data.trim() === '') continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          for (const rect of range.getClientRects()) add(element, `"${node.data.trim()}"`, rect, 0.25);
        }
      }
    };
    visit(document);
    const found: string[] = [];
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across <= 1 || down <= 1 || within(a.element, b.element) || within(b.element, a.element))
          continue;
        found.push(`${a.name} and ${b.name} by ${across.toFixed(0)}×${down.toFixed(0)}`);
      }
    return found;
  }, inside);
}
