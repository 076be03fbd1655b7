// What the terminal programs write, all of it through here: a name out of a file may hold control characters, with which a
// terminal would be made to hide lines, change its title or more.

/** All but line feed and tab, and the marks that turn the order of letters around. */
const CONTROL = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Control characters as `\u001b`, which in JSON means the same as before. */
export const escapeControl = (text: string): string =>
  text.replaceAll(CONTROL, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function print(text: string): void {
  process.stdout.write(escapeControl(text));
}

/** To stderr. */
export function printError(text: string): void {
  process.stderr.write(escapeControl(text));
}
