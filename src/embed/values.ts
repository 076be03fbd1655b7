// What attributes say, read with suspicion: a wrong one is named, with what was expected.

/** `3`, or `3,5` for rows and columns. @throws Error */
export function pairOf(name: string, text: string): number | [number, number] {
  const numbers = text.split(/[\s,×x]+/).map(Number);
  const [rows = NaN, columns = rows] = numbers;
  if (numbers.length > 2 || ![rows, columns].every((one) => Number.isInteger(one) && one > 0))
    throw new Error(`${name}: expected a whole number, or two as in '3,5'. Received '${text}'`);
  return rows === columns ? rows : [rows, columns];
}

/** Rows by semicolons, numbers by spaces or commas: `-1 0 1; -2 0 2; -1 0 1`. @throws Error */
export function gridOf(name: string, text: string): readonly (readonly number[])[] {
  const rows = text
    .split(/[;\n]/)
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .map((row) => row.split(/[\s,]+/).map((one) => Number(one.replace('−', '-'))));
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.some((row) => row.length !== columns || row.some((one) => !Number.isFinite(one))))
    throw new Error(
      `${name}: expected rows of numbers as in '-1 0 1; -2 0 2; -1 0 1', or a name. Received '${text}'`,
    );
  return rows;
}
