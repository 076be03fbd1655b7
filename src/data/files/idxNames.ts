// What the labels of published IDX files mean; the files themselves do not say.
// Sources: the README files of Fashion-MNIST (Zalando) and Kuzushiji-MNIST (CODH); EMNIST's mapping files

const characters = (text: string): readonly string[] => Array.from(text);
const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** By what the path has in it. */
const PUBLISHED: readonly (readonly [path: RegExp, names: readonly string[], first?: number])[] = [
  [/emnist-(balanced|bymerge)/i, characters(`${DIGITS}${UPPER}abdefghnqrt`)],
  [/emnist-byclass/i, characters(`${DIGITS}${UPPER}${UPPER.toLowerCase()}`)],
  [/emnist-letters/i, characters(UPPER), 1],
  [
    /fashion/i,
    [
      ...['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
      ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    ],
  ],
  [/kmnist|kuzushiji-mnist/i, characters('おきすつなはまやれを')],
];

export function publishedName(path: string, label: number): string | undefined {
  const [, names, first = 0] = PUBLISHED.find(([pattern]) => pattern.test(path)) ?? [null, []];
  return names[label - first];
}
