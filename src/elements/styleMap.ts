// Styles of an element in a template, as `.style=${styleMap({ width: '10px', '--part': '50%' })}`. The page's policy
// (SECURITY.md) forbids style attributes, and Lit's directive of this name begins with one; this one sets properties only.
// A style that is one text needs none: `.style=${`width: ${width}px`}`.

import { noChange } from 'lit';
import { Directive, directive, PartType, type PartInfo, type PropertyPart } from 'lit/directive.js';

/** Names as in JavaScript, or with a dash. null and undefined: not set. */
export type StyleInfo = Readonly<Record<string, string | number | null | undefined>>;

class StyleMapDirective extends Directive {
  #names: readonly string[] = [];

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.PROPERTY || part.name !== 'style')
      throw new Error('styleMap: expected to be the whole of .style. Received another place in a template');
  }

  override render(_: StyleInfo): unknown {
    return noChange;
  }

  override update(part: PropertyPart, [info]: [StyleInfo]): unknown {
    const { style } = part.element as HTMLElement | SVGElement;
    for (const name of this.#names) if ((info[name] ?? null) === null) set(style, name, '');
    this.#names = Object.keys(info);
    for (const name of this.#names) set(style, name, String(info[name] ?? ''));
    return noChange;
  }
}

function set(style: CSSStyleDeclaration, name: string, value: string): void {
  if (name.includes('-')) style.setProperty(name, value);
  else Object.assign(style, { [name]: value });
}

export const styleMap = directive(StyleMapDirective);
