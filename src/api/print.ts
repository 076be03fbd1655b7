// The only part of the API that writes to the console, at the caller's request: summary(), print(), verbose.

export function printLine(line: string): void {
  // oxlint-disable-next-line no-console -- the caller asked for it
  console.log(line);
}
