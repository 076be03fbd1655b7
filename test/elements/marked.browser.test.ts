// Prose with marks, as it is shown.

import { render } from 'lit';
import { expect, it } from 'vitest';
import '../../src/elements/glossary/term';
import { marked } from '../../src/elements/text/marked';

/** What `text` becomes, without Lit's own comments. */
function htmlOf(text: string): string {
  const container = document.createElement('div');
  render(marked(text), container);
  return container.innerHTML.replaceAll(/<!--.*?-->/g, '');
}

it.each([
  ['plain', 'plain'],
  ['set `kernel_size` to `3`', 'set <code>kernel_size</code> to <code>3</code>'],
  ['**never** negative', '<strong>never</strong> negative'],
  ['**set `padding`**', '<strong>set <code>padding</code></strong>'],
  ['one [[filter]]', 'one <cs-term term="filter"></cs-term>'],
  ['ten [[feature-map|maps]].', 'ten <cs-term term="feature-map"></cs-term>.'],
  ['**a [[stride]]**', '<strong>a <cs-term term="stride"></cs-term></strong>'],
])('%s', (text, expected) => {
  expect(htmlOf(text)).toBe(expected);
});

it.each(['`open', '**open', '2 ** 3 ** 4', '[[open', '[[1, 2], [3, 4]]', '[[Filter]]', 'a_b_c *d* # e'])(
  'is text where no mark is closed: %s',
  (text) => {
    expect(htmlOf(text)).toBe(text);
  },
);

it('reads nothing within code', () => {
  expect(htmlOf('`**kwargs` and `[[filter]]`')).toBe('<code>**kwargs</code> and <code>[[filter]]</code>');
});

it('lets no HTML through', () => {
  const container = document.createElement('div');
  render(marked('<img src=x onerror=alert(1)> `<b>` **<i>x</i>** [[filter|<u>y</u>]]'), container);
  expect([...container.querySelectorAll('*')].map(({ localName }) => localName)).toEqual([
    'code',
    'strong',
    'cs-term',
  ]);
});
