// The page's sizes and colours for an element: src/app/tokens.css with the element in the place of the page.

import { css, unsafeCSS, type CSSResult } from 'lit';
import tokens from '../app/tokens.css?inline';

/** What comes after is about the page itself. */
const [own = ''] = tokens.split('@page');

/** A custom property that the page around the element sets replaces a colour: `--convscope-accent` for `--accent`. */
const replaceable = (text: string): string =>
  text.replace(/(?<![\w-])--([\w-]+):\s*([^;}]+)/g, '--$1: var(--convscope-$1, $2)');

export const tokenStyles: CSSResult = css`
  ${unsafeCSS(
    replaceable(own)
      .replaceAll(/:root\[data-theme=(['"]?)dark\1\]/g, ':host([data-theme="dark"])')
      .replaceAll(':root', ':host'),
  )}
`;
