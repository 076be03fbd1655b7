// `tf.data.csv()`: the rows of a file of comma-separated values, as records by column.

import { ModelError } from '../errors';
import { textAt } from '../files';
import { Dataset } from './dataset';

export interface ColumnConfig {
  /** The column goes to `ys`; all others to `xs`. */
  readonly isLabel?: boolean;
  /** Default: numbers where the text is one. */
  readonly dtype?: 'float32' | 'int32' | 'bool' | 'string';
  /** An empty field is an error. */
  readonly required?: boolean;
  /** In the place of an empty field. */
  readonly default?: number | string;
}

export interface CsvConfig {
  /** Default true: the first line has the names of the columns. */
  readonly hasHeader?: boolean;
  readonly columnNames?: readonly string[];
  readonly columnConfigs?: Readonly<Record<string, ColumnConfig>>;
  /** Leave out columns that `columnConfigs` does not name. */
  readonly configuredColumnsOnly?: boolean;
  readonly delimiter?: string;
}

type Value = number | string | undefined;
export type CsvRow = Readonly<Record<string, Value>>;

export class CsvDataset extends Dataset<CsvRow | { readonly xs: CsvRow; readonly ys: CsvRow }> {
  constructor(
    private readonly source: string,
    private readonly config: CsvConfig,
  ) {
    super(async () => this.#rows((await this.#lines()).slice(this.#headerLines), await this.columnNames()));
  }

  async columnNames(): Promise<readonly string[]> {
    const [first = []] = this.#headerLines > 0 ? await this.#lines() : [];
    const names = this.config.columnNames ?? first;
    const unknown = Object.keys(this.config.columnConfigs ?? {}).find((name) => !names.includes(name));
    if (names.length > 0 && unknown === undefined) return names;
    throw new ModelError(
      `csv '${this.source}': ${unknown === undefined ? 'expected a header or columnNames' : `has no column '${unknown}'. Columns: ${names.join(', ')}`}`,
    );
  }

  get #headerLines(): number {
    return this.config.hasHeader === false ? 0 : 1;
  }

  async #lines(): Promise<string[][]> {
    return parseCsv(await textAt(this.source), this.config.delimiter ?? ',');
  }

  *#rows(
    lines: readonly (readonly string[])[],
    names: readonly string[],
  ): Generator<CsvRow | { xs: CsvRow; ys: CsvRow }> {
    const { columnConfigs = {}, configuredColumnsOnly = false } = this.config;
    const hasLabels = Object.values(columnConfigs).some(({ isLabel }) => isLabel === true);
    for (const [line, fields] of lines.entries()) {
      if (fields.length !== names.length)
        throw new ModelError(
          `csv '${this.source}': row ${line + 1} must have ${names.length} fields. Received ${fields.length}`,
        );
      const [xs, ys]: [Record<string, Value>, Record<string, Value>] = [{}, {}];
      names.forEach((name, i) => {
        const column = columnConfigs[name];
        if (column === undefined && configuredColumnsOnly) return;
        const place = `csv '${this.source}': row ${line + 1}, column '${name}'`;
        (column?.isLabel === true ? ys : xs)[name] = valueOf(place, fields[i] ?? '', column);
      });
      yield hasLabels ? { xs, ys } : xs;
    }
  }
}

function valueOf(place: string, text: string, column: ColumnConfig = {}): Value {
  if (text === '') {
    if (column.required === true) throw new ModelError(`${place}: a value is required. Received none`);
    return column.default;
  }
  const value = Number(text);
  switch (column.dtype) {
    case 'string':
      return text;
    case 'int32':
      return Math.floor(value);
    case 'bool':
      return text === '1' || text.toLowerCase() === 'true' ? 1 : 0;
    default:
      return Number.isNaN(value) ? text : value;
  }
}

/** Fields by line; quoted ones may hold delimiters, line ends and doubled quotes. Empty lines are passed over. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const lines: string[][] = [];
  let [line, field, quoted]: [string[], string, boolean] = [[], '', false];
  const endLine = (): void => {
    line.push(field);
    if (line.length > 1 || field !== '') lines.push(line);
    [line, field] = [[], ''];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') {
        field += letter;
        at++;
      } else quoted = false;
    } else if (letter === '"' && field === '') quoted = true;
    else if (letter === delimiter) {
      line.push(field);
      field = '';
    } else if (letter === '\n') endLine();
    else if (letter !== '\r') field += letter;
  }
  endLine();
  return lines;
}
