// A term of the glossary on the page, and the glossary as a list.

import { render } from 'lit';
import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { GlossaryElement } from '../../src/elements/glossary/glossary';
import '../../src/elements/glossary/term';
import type { TermElement } from '../../src/elements/glossary/term';
import { locale } from '../../src/elements/locale';
import { glossary } from '../../src/elements/locales/glossary';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { marked } from '../../src/elements/text/marked';

afterEach(() => {
  document.body.replaceChildren();
  locale.adopt('en', en);
});

async function show(text: string): Promise<TermElement[]> {
  const container = document.createElement('p');
  document.body.append(container);
  render(marked(text), container);
  const terms = [...container.querySelectorAll<TermElement>('cs-term')];
  for (const term of terms) await term.updateComplete;
  return terms;
}

const word = (term: TermElement): HTMLElement => term.renderRoot.querySelector('.word')!;
const note = (term: TermElement): HTMLElement | null => term.renderRoot.querySelector('[popover]');

it('is shown in the page’s language, or as the text says', async () => {
  const terms = await show('[[filter]] [[filter|filters]]');
  expect(terms.map((term) => word(term).textContent)).toEqual(['filter', 'filters']);
  locale.adopt('ja', ja);
  for (const term of terms) await term.updateComplete;
  expect(terms.map((term) => word(term).textContent)).toEqual(['フィルタ', 'filters']);
});

it('says on focus what it means, in Keras, in the other language and in which lesson', async () => {
  const [term] = await show('[[stride]]');
  expect(note(term!)).toBe(null);
  word(term!).focus();
  await term!.updateComplete;
  expect(note(term!)!.matches(':popover-open')).toBe(true);
  const described = term!.renderRoot.querySelector(`#${word(term!).getAttribute('aria-describedby')!}`);
  expect(described!.textContent).toBe(glossary.stride.en.meaning);
  expect(note(term!)!.querySelector('code')!.textContent).toBe('strides');
  expect(note(term!)!.querySelector('[lang=ja]')!.textContent).toBe('ストライド');
  expect(note(term!)!.querySelector('a')!.getAttribute('href')).toBe('#lesson=strides');
});

it('opens under the pointer and by a tap, one at a time', async () => {
  const [first, second] = await show('[[stride]] and [[padding]]');
  await userEvent.hover(word(first!));
  await expect.poll(() => note(first!)?.matches(':popover-open')).toBe(true);
  word(second!).click();
  await second!.updateComplete;
  await first!.updateComplete;
  expect(note(second!)!.matches(':popover-open')).toBe(true);
  expect(note(first!)).toBe(null);
  // A pointer that rests here would open the words of the next tests, which stand at the same place.
  await userEvent.hover(document.body, { position: { x: 300, y: 200 } });
});

it('closes with Escape, which the page then does not hear, and leaves the focus where it is', async () => {
  const [term] = await show('[[stride]]');
  const heard: string[] = [];
  const listen = ({ key }: KeyboardEvent): unknown => heard.push(key);
  document.addEventListener('keydown', listen);
  word(term!).focus();
  await term!.updateComplete;
  await userEvent.keyboard('{Escape}');
  await term!.updateComplete;
  expect(note(term!)).toBe(null);
  expect(term!.renderRoot.querySelector(':focus')).toBe(word(term!));
  await userEvent.keyboard('{Escape}');
  document.removeEventListener('keydown', listen);
  expect(heard).toEqual(['Escape']);
});

it('closes when the focus or the term goes', async () => {
  const [first, second] = await show('[[stride]] [[padding]]');
  word(first!).focus();
  word(second!).focus();
  await first!.updateComplete;
  expect(note(first!)).toBe(null);
  second!.remove();
  expect(document.querySelectorAll(':popover-open').length).toBe(0);
});

it('that the glossary does not have is text', async () => {
  const [term] = await show('[[no-such-term|words]]');
  expect(term!.renderRoot.textContent.trim()).toBe('words');
});

it.each([
  ['', Object.keys(glossary).length],
  ['kernel_SIZE', 1],
  ['ストライド', 1],
  ['no such word', 0],
])('the list has what matches “%s”: %d', async (sought, count) => {
  const list = new GlossaryElement();
  document.body.append(list);
  await list.updateComplete;
  const input = list.renderRoot.querySelector('input')!;
  input.value = sought;
  input.dispatchEvent(new InputEvent('input'));
  await list.updateComplete;
  expect(list.renderRoot.querySelectorAll('dt').length).toBe(count);
});

it('the list is in the order of the page’s language', async () => {
  const list = new GlossaryElement();
  document.body.append(list);
  await list.updateComplete;
  const names = [...list.renderRoot.querySelectorAll('dt')].map(({ textContent }) => textContent);
  expect(names.slice(0, 3)).toEqual(['accuracy', 'activation', 'activation function']);
});
