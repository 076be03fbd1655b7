// The only place of the API that writes to the console, where a caller asks for it: summary(), print(), verbose.

export function printLine(line: string): void {
  // eslint-disable-next-line no-console -- the caller asked for it
  console.log(line);
}
