// tfjs: `tf.data`, sources of elements.

import { TensorError } from '../errors';
import { CsvDataset, type CsvConfig } from './csv';
import { Dataset } from './dataset';

type Zipped<T> = { readonly [Name in keyof T]: T[Name] extends Dataset<infer Element> ? Element : never };

/**
 * The elements of several data sets beside one another, until the first of them ends.
 * @example
 * const both = tf.data.zip({ xs: tf.data.array([1, 2]), ys: tf.data.array([10, 20]) });
 * await both.toArray(); // → [{"xs": 1, "ys": 10}, {"xs": 2, "ys": 20}]
 */
function zip<T extends Readonly<Record<string, Dataset<unknown>>>>(datasets: T): Dataset<Zipped<T>> {
  const names = Object.keys(datasets);
  if (names.length === 0 || !Object.values(datasets).every((one) => one instanceof Dataset))
    throw new TensorError('zip: expected data sets by name. Received something else');
  const sizes = Object.values(datasets).map(({ size }) => size);
  return new Dataset<Zipped<T>>(
    async function* () {
      const iterators = await Promise.all(Object.values(datasets).map((one) => one.iterator()));
      for (;;) {
        const elements = await Promise.all(iterators.map((one) => one.next()));
        if (elements.some(({ done }) => done === true)) return;
        yield Object.fromEntries(names.map((name, i) => [name, elements[i]?.value])) as Zipped<T>;
      }
    },
    sizes.every((size) => size !== null) ? Math.min(...sizes.map(Number)) : null,
  );
}

export const data = Object.freeze({
  Dataset,
  /**
   * The elements of an array.
   * @example
   * await tf.data.array([1, 2, 3]).take(2).toArray(); // → [1, 2]
   */
  array: <T>(items: readonly T[]): Dataset<T> => new Dataset(() => items[Symbol.iterator](), items.length),
  /**
   * @param make a generator function, or a function that returns an iterator; called for each pass
   * @example
   * const squares = tf.data.generator(function* () {
   *   for (let i = 1; i < 4; i++) yield i * i;
   * });
   * await squares.toArray(); // → [1, 4, 9]
   */
  generator: <T>(
    make: () => Iterator<T> | AsyncIterator<T> | Promise<Iterator<T> | AsyncIterator<T>>,
  ): Dataset<T> => new Dataset(make),
  zip,
  /**
   * @param source an address; in Node also `file://`
   * @example
   * const rows = tf.data.csv('https://example.org/housing.csv', { columnConfigs: { price: { isLabel: true } } });
   * typeof rows.iterator; // → 'function'
   */
  csv: (source: string, config: CsvConfig = {}): CsvDataset => new CsvDataset(source, config),
});
