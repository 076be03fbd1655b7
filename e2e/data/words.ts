// What the page says in both languages where the tests of the data sets look at its texts.

interface Words {
  /** Of the inspector: a map, and a cell of it. */
  readonly map: (number: number) => string;
  readonly cell: (row: number, column: number) => string;
  readonly pinned: string;
  /** In the walk, the sum after a slice. */
  readonly soFar: string;
  readonly answer: (name: string) => string;
  /** Of a cell in the view Shifts. */
  readonly place: RegExp;
  readonly channel: RegExp;
  readonly start: string;
  readonly fitted: (shape: string) => string;
  readonly resumes: (step: number) => string;
}

export const WORDS: Readonly<Record<'en' | 'ja', Words>> = {
  en: {
    map: (number) => `Conv2D · map ${number}`,
    cell: (row, column) => `row ${row}, column ${column}`,
    pinned: 'Pinned.',
    soFar: 'Sum so far',
    answer: (name) => `current answer: ${name}`,
    place: /row (\d+), column (\d+)/,
    channel: /map (\d+) of/,
    start: 'You are looking at step 0',
    fitted: (shape) => `input 28×28×1 → ${shape}`,
    resumes: (step) => `at step ${step}`,
  },
  ja: {
    map: (number) => `Conv2D · マップ ${number}`,
    cell: (row, column) => `${row} 行 ${column} 列`,
    pinned: '固定中です',
    soFar: 'ここまでの和は',
    answer: (name) => `現在の答え：${name}`,
    place: /(\d+) 行 (\d+) 列/,
    channel: /マップ (\d+) \//,
    start: 'ステップ 0 を見ています',
    fitted: (shape) => `入力 28×28×1 → ${shape}`,
    resumes: (step) => `ステップ ${step}`,
  },
};
