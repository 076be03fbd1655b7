// The glossary: the terms that texts mark are in it, and each stands in it once.

import { expect, it } from 'vitest';
import { glossary, type Term } from '../../src/elements/locales/glossary';

const sources = import.meta.glob<string>(['../../src/elements/**/*.ts', '../../src/lessons/**/*.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const terms: [string, Term][] = Object.entries(glossary);

it('has every term that a text of the page marks', () => {
  const unknown = Object.entries(sources).flatMap(([path, source]) =>
    source
      .split('\n')
      .flatMap((line) =>
        /^\s*(?:\/\/|\/?\*)/.test(line)
          ? []
          : [...line.matchAll(/\[\[([^\]|,[]*)(?:\||\]\])/g)]
              .filter(([, id = '']) => !Object.hasOwn(glossary, id))
              .map(([mark]) => `${path}: ${mark}`),
      ),
  );
  expect(unknown).toEqual([]);
});

it.each(['en', 'ja'] as const)('names each thing once, %s', (language) => {
  const names = terms.map(([, term]) => term[language].name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

it('says what each means in one sentence or two, and in its language', () => {
  for (const [id, { en, ja }] of terms) {
    expect(en.meaning, id).toMatch(/^[A-Z][^\u3040-\u30ff\u4e00-\u9fff]+\.$/);
    expect(ja.meaning, id).toMatch(/[\u3040-\u30ff\u4e00-\u9fff][^]*。$/);
    expect(en.meaning.length, id).toBeLessThan(110);
  }
});

it('links to lessons that exist', () => {
  const lessons = 'numbers filter channels kernel-size strides padding pooling shifts answer learning';
  const known = [...lessons.split(' '), 'architectures', 'own-fruit'];
  expect(terms.filter(([, { lesson }]) => lesson !== null && !known.includes(lesson))).toEqual([]);
});
