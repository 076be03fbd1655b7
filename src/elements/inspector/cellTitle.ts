// The heading of the inspector: what the numbers below are about.

import { css, html, nothing, type TemplateResult } from 'lit';
import type { LayerView, StageFacade } from '../../session/facade';
import type { Messages } from '../locale';
import { className, classWords } from '../text/classes';

export const titleStyles = css`
  header {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-8);
    flex-wrap: wrap;
  }
  .title {
    text-transform: none;
    letter-spacing: 0;
    font: 600 var(--type-title) / 1.4 var(--font);
    color: var(--ink);
  }
  .title.pointed {
    color: var(--pointed-text);
  }
`;

/**
 * @param session for the names of the classes
 * @param layer null: the picture
 * @param last it is the network's answer
 * @param picture what of the picture is meant
 * @param pointed it is the one thing pointed at, and has its colour
 */
export function cellTitle(
  session: StageFacade,
  layer: LayerView | null,
  index: readonly number[],
  last: boolean,
  pointed: boolean,
  words: Messages,
  picture = words.inspector.at.picture,
): TemplateResult {
  const { inspector } = words;
  const [row = 0, column = 0, channel] = index;
  const title = !layer
    ? picture
    : last
      ? classWords(session, words).answer(className(session, row))
      : channel === undefined
        ? inspector.at.unit(layer.className, row + 1)
        : inspector.at.map(layer.className, channel + 1);
  return html`<header>
    <h2 class="title ${pointed ? 'pointed' : ''}" data-testid="inspector-title">${title}</h2>
    ${channel === undefined ? nothing : html`<p class="small">${inspector.cell(row + 1, column + 1)}</p>`}
  </header>`;
}
