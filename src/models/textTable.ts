// A table in box-drawing characters, laid out as the library `rich` does it for Keras: cells break between words, a word
// too long for its cell is cut with an ellipsis, heads stand at the bottom of their row.

export interface TextColumn {
  readonly head: string;
  /** Characters between two bars, the blank on each side included. */
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** The lines of a cell. */
export function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/\s*\S+\s*/g) ?? ['']) {
    if (line !== '' && line.length + word.trimEnd().length > room) {
      lines.push(line);
      line = '';
    }
    line += word;
  }
  return [...lines, line].map((one) => {
    const trimmed = one.trimEnd();
    return trimmed.length > room ? `${trimmed.slice(0, Math.max(0, room - 1))}…` : trimmed;
  });
}

/** The lines of a table; a rule between all rows. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const rule = (left: string, middle: string, right: string, fill: string): string =>
    left + columns.map(({ width }) => fill.repeat(width)).join(middle) + right;
  const row = (cells: readonly string[], bar: string, vertical: 'top' | 'bottom'): string[] => {
    const wrappedCells = columns.map(({ width }, c) => wrapped(cells[c] ?? '', width - 2));
    const height = Math.max(...wrappedCells.map(({ length }) => length));
    return Array.from({ length: height }, (_, y) => {
      const texts = columns.map(({ width, align }, c) => {
        const lines = wrappedCells[c] ?? [];
        const text = lines[vertical === 'top' ? y : y - (height - lines.length)] ?? '';
        return ` ${align === 'right' ? text.padStart(width - 2) : text.padEnd(width - 2)} `;
      });
      return bar + texts.join(bar) + bar;
    });
  };
  return [
    rule('┏', '┳', '┓', '━'),
    ...row(
      columns.map(({ head }) => head),
      '┃',
      'bottom',
    ),
    rule('┡', '╇', '┩', '━'),
    ...rows.flatMap((cells, index) => [
      ...(index === 0 ? [] : [rule('├', '┼', '┤', '─')]),
      ...row(cells, '│', 'top'),
    ]),
    rule('└', '┴', '┘', '─'),
  ];
}
