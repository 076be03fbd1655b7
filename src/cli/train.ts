// `npm run train`: trains a network in the terminal.

/** Returns the process's exit code. */
export function main(argv: readonly string[]): Promise<number> {
  process.stderr.write(`train: not written yet. Received ${argv.join(' ')}.\n`);
  return Promise.resolve(1);
}
