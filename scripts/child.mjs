// A second process in the place of this one: it takes over input and output, and ends when this one is told to.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What ends a process from outside. */
const ENDING = /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP']);

/**
 * Runs Node again with the same arguments in another environment.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [program] absent: Node
 * @returns {Promise<number>} the exit code; of a child that a signal ended 128 and the signal's number, as in a shell
 */
export function runAsChild(args, env, program = process.execPath) {
  // The channel tells the child when this process is gone, whatever ended it.
  const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  for (const signal of ENDING) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const one of ENDING) process.off(one, pass);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** In the child: ends with its parent. */
export function endWithParent() {
  process.on('disconnect', () => process.exit(1));
}
