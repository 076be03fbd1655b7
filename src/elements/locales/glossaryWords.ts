// The words around the terms of the glossary.

const en = {
  title: 'Glossary',
  search: 'Search the glossary',
  count: (found: number, all: number) => (found === all ? `${all} terms` : `${found} of ${all} terms`),
  none: 'No term matches.',
  keras: 'In Keras',
  other: { en: 'In English', ja: 'In Japanese' },
  lesson: 'Open the lesson',
};

const ja: typeof en = {
  title: '用語集',
  search: '用語集を検索',
  count: (found, all) => (found === all ? `${all} 語` : `${all} 語のうち ${found} 語`),
  none: '当てはまる用語はありません。',
  keras: 'Keras では',
  other: { en: '英語では', ja: '日本語では' },
  lesson: 'レッスンを開く',
};

export const glossaryWords = { en, ja };
