// Rows of numbers in columns, in memory that is reserved at once: however many rows are added, it stays the same.

/** Numbers to be read: a list, or a view of a typed array. */
export interface Column extends ArrayLike<number>, Iterable<number> {
  at(index: number): number | undefined;
  indexOf(value: number): number;
  slice(from?: number, to?: number): Column;
  filter(wanted: (value: number, at: number) => boolean): Column;
  every(holds: (value: number, at: number) => boolean): boolean;
  findIndex(wanted: (value: number, at: number) => boolean): number;
  findLastIndex(wanted: (value: number, at: number) => boolean): number;
}

export class Columns {
  /** One column after another. */
  readonly #values: Float64Array<ArrayBuffer>;
  #length = 0;

  /** @param capacity the largest number of rows */
  constructor(
    private readonly count: number,
    private readonly capacity: number,
  ) {
    this.#values = new Float64Array(count * capacity);
  }

  get isFull(): boolean {
    return this.#length === this.capacity;
  }

  /** A view of the memory itself: what it shows changes with the rows. */
  column(at: number): Float64Array<ArrayBuffer> {
    return this.#values.subarray(at * this.capacity, at * this.capacity + this.#length);
  }

  /** @throws RangeError where it is full */
  add(row: readonly number[]): void {
    if (this.isFull) throw new RangeError(`columns: have room for ${this.capacity} rows`);
    this.#length++;
    this.#set(this.#length - 1, row);
  }

  /** Leaves the first rows. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Makes one row of each two. */
  halve(join: (one: readonly number[], next: readonly number[]) => readonly number[]): void {
    const length = Math.floor(this.#length / 2);
    for (let at = 0; at < length; at++) this.#set(at, join(this.#row(2 * at), this.#row(2 * at + 1)));
    this.#length = length;
  }

  #row(at: number): number[] {
    return Array.from({ length: this.count }, (_, i) => this.#values[i * this.capacity + at] ?? NaN);
  }

  #set(at: number, row: readonly number[]): void {
    row.forEach((value, i) => (this.#values[i * this.capacity + at] = value));
  }
}
