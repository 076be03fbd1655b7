// A language beyond English and Japanese: how it is looked up, shown with a language made up here, and what each
// registered one is still missing.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LANGUAGES, Locale } from '../../src/elements/locale';
import { gallery } from '../../src/elements/locales/gallery';
import { glossary } from '../../src/elements/locales/glossary';
import { building } from '../../src/elements/locales/building';
import { messages } from '../../src/elements/locales/messages';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import type { Translation } from '../../src/elements/locales/translation';
import { allTexts, compared, sideBySide } from '../support/translations';

/** In part. */
const PSEUDO: Translation = {
  page: {
    title: '⟦title⟧',
    header: { views: { data: '⟦data⟧' } },
    data: { classes: (count: number) => `⟦${count}⟧` },
  },
  messages: { failure: { hints: ['⟦hint⟧'] } },
  building: { optionNames: { strides: '⟦strides⟧' } },
  glossary: { filter: { name: '⟦filter⟧' } },
  lessons: { strides: { title: '⟦lesson⟧', steps: { 1: { ask: (size: number) => `⟦${size}?⟧` } } } },
};
const LESSON = {
  title: { en: 'Strides', ja: 'ストライド' },
  steps: [
    { ask: { en: 'First?', ja: '最初は？' } },
    { ask: { en: (size: number) => `Size of ${size}?`, ja: (size: number) => `${size} の大きさは？` } },
  ] as const,
};

const english = { code: 'en', name: 'English', short: 'EN', load: () => Promise.resolve({ page: en }) };
const japanese = { code: 'ja', name: '日本語', short: '日本語', load: () => Promise.resolve({ page: ja }) };
const pseudo = { code: 'qps', name: '⟦Pseudo⟧', short: '⟦⟧', load: () => Promise.resolve(PSEUDO) };

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { lang: '' }, title: '' });
  vi.stubGlobal('navigator', { language: 'en-GB' });
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a language that is translated in part', () => {
  it('has its own words, and English ones where they are missing', async () => {
    const locale = new Locale([english, japanese, pseudo]);
    expect(await locale.choose('qps')).toBe(true);
    const { words } = locale;
    expect(words.title).toBe('⟦title⟧');
    expect(words.header.views).toEqual({ ...en.header.views, data: '⟦data⟧' });
    expect(words.data.classes(7)).toBe('⟦7⟧');
    const { failure } = locale.translated('messages', messages);
    expect(failure.hints).toEqual(['⟦hint⟧', ...messages.en.failure.hints.slice(1)]);
    expect(locale.translated('building', building).optionNames).toEqual({ strides: '⟦strides⟧' });
    expect(words.errors.noLayers({ code: 'noLayers', network: 'x' })).toBe(
      en.errors.noLayers({ code: 'noLayers', network: 'x' }),
    );
  });

  it('has those of parts, of terms and of lessons by their ids', async () => {
    const locale = new Locale([english, japanese, pseudo]);
    await locale.choose('qps');
    expect(locale.translated('gallery', gallery)).toEqual(gallery.en);
    expect(locale.translated('glossary.filter', glossary.filter)).toEqual({
      name: '⟦filter⟧',
      meaning: glossary.filter.en.meaning,
    });
    const [first, second] = LESSON.steps;
    expect(locale.translated('lessons.strides.title', LESSON.title)).toBe('⟦lesson⟧');
    expect(locale.translated('lessons.strides.steps.0.ask', first.ask)).toBe('First?');
    const ask = locale.translated('lessons.strides.steps.1.ask', second.ask);
    expect(ask(28)).toBe('⟦28?⟧');
  });

  it('leaves English and Japanese as they are', async () => {
    const locale = new Locale([english, japanese, pseudo]);
    await locale.choose('qps');
    await locale.choose('ja');
    expect(locale.words).toBe(ja);
    expect(locale.translated('lessons.strides.title', LESSON.title)).toBe('ストライド');
    await locale.choose('en');
    expect(locale.words).toBe(en);
    expect(locale.translated('glossary.filter', glossary.filter)).toBe(glossary.filter.en);
  });
});

describe('the language of the page', () => {
  it.each([
    ['is the stored one', 'ja', 'en-GB', 'ja'],
    ['is else the browser’s', null, 'ja-JP', 'ja'],
    ['is else the first', null, 'fr-FR', 'en'],
    ['is else the first, too, where the stored one is unknown', 'xx', 'fr-FR', 'en'],
  ])('%s', async (_, stored, preferred, expected) => {
    if (stored !== null) localStorage.setItem('convscope.language', stored);
    vi.stubGlobal('navigator', { language: preferred });
    const locale = new Locale([english, japanese, pseudo]);
    await locale.start();
    expect(locale.language).toBe(expected);
    expect(document.documentElement.lang).toBe(expected);
    expect(document.title).toBe(locale.words.title);
  });

  it('changes once its words are there, all at once, and is remembered', async () => {
    let arrive = (): void => undefined;
    const slow = new Promise<Translation>((resolve) => (arrive = () => resolve({ page: ja })));
    const locale = new Locale([english, { ...japanese, load: () => slow }]);
    await locale.start();
    const heard: string[] = [];
    locale.addEventListener('languagechange', () => heard.push(locale.words.title));
    const chosen = locale.choose('ja');
    expect([locale.language, locale.words.title]).toEqual(['en', en.title]);
    arrive();
    expect(await chosen).toBe(true);
    expect(heard).toEqual([ja.title]);
    expect(document.documentElement.lang).toBe('ja');
    expect(localStorage.getItem('convscope.language')).toBe('ja');
  });

  it('is the last one chosen, whichever comes first', async () => {
    let arrive = (): void => undefined;
    const slow = new Promise<Translation>((resolve) => (arrive = () => resolve({ page: ja })));
    const locale = new Locale([english, { ...japanese, load: () => slow }, pseudo]);
    await locale.start();
    const [first, second] = [locale.choose('ja'), locale.choose('qps')];
    expect(await second).toBe(true);
    arrive();
    expect(await first).toBe(false);
    expect(locale.language).toBe('qps');
  });

  it('stays where the other’s words cannot be loaded, and the next choice tries again', async () => {
    let online = false;
    const load = (): Promise<Translation> =>
      online ? Promise.resolve({ page: ja }) : Promise.reject(new Error('offline'));
    const locale = new Locale([english, { ...japanese, load }]);
    await locale.start();
    expect(await locale.choose('ja')).toBe(false);
    expect([locale.language, locale.words.title]).toEqual(['en', en.title]);
    expect(localStorage.getItem('convscope.language')).toBe(null);
    online = true;
    expect(await locale.choose('ja')).toBe(true);
  });

  it('is another one at the start where its own words cannot be loaded', async () => {
    const load = (): Promise<Translation> => Promise.reject(new Error('offline'));
    localStorage.setItem('convscope.language', 'ja');
    const locale = new Locale([english, { ...japanese, load }]);
    await locale.start();
    expect(locale.language).toBe('en');
    expect(localStorage.getItem('convscope.language')).toBe('ja');
    await expect(new Locale([{ ...english, load }]).start()).rejects.toThrow('offline');
  });
});

describe('what there is to translate', () => {
  it('is found wherever it stands', () => {
    expect(sideBySide(LESSON, 'lessons.strides')).toEqual([
      'lessons.strides.title',
      'lessons.strides.steps.0.ask',
      'lessons.strides.steps.1.ask',
    ]);
    const texts = allTexts();
    expect(texts.length).toBeGreaterThan(1200);
    expect(texts).toEqual(expect.arrayContaining(['page.title', 'gallery.title', 'glossary.filter.name']));
  });

  it('has the id under which the page looks it up', () => {
    const sources = import.meta.glob<string>('../../src/elements/**/*.ts', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const looked = Object.entries(sources).flatMap(([path, source]) =>
      [...source.matchAll(/wordsOf\('(\w+)', (\w+)\)/g)].map(([, id, name]) => ({ path, id, name })),
    );
    expect(looked.length).toBeGreaterThan(15);
    // Words are imported under another name where theirs is taken.
    const other = looked.filter(({ id, name }) => id !== name && name !== `${id}Words`);
    expect(other).toEqual([]);
    for (const { path, id } of looked)
      expect(Object.keys(sources), path).toContainEqual(
        expect.stringMatching(new RegExp(`/locales/(?:${id}|${id}/${id})\\.ts$`)),
      );
  });

  it('is listed where a language is missing it', () => {
    const { missing, unknown } = compared(
      { ...PSEUDO, lessons: undefined, gallery: { titel: 'x' } },
      allTexts(),
    );
    expect(missing).toContain('page.header.views.stage');
    expect(missing).toContain('glossary.filter.meaning');
    expect(missing).not.toContain('page.header.views.data');
    expect(missing).not.toContain('glossary.filter.name');
    expect(unknown).toContain('gallery.titel');
  });

  const further = LANGUAGES.filter(({ code }) => !['en', 'ja'].includes(code));
  it.for(further)('$code', async ({ code, load }, { annotate }) => {
    const { missing, unknown } = compared(await load(), allTexts());
    await annotate(`${code} is missing ${missing.length} texts:\n${missing.join('\n')}`);
    expect(unknown, 'under these ids nothing is looked up').toEqual([]);
  });
});
