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
        // Only for those who listen; and the frame, beside which closed drawers wait.
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
