// Runs a terminal program's main() in this process, with what it writes held back: the shader modules, the packages and
// the compiled shaders of one run serve the next. That the programs start as programs is tested once (cli/convert).
import { vi } from 'vitest';
import * as convert from '../../src/cli/convert';
import * as fuzz from '../../src/cli/fuzz';
import * as onnxTests from '../../src/cli/onnxTests';
import * as readScripts from '../../src/cli/readScripts';
import * as renderFruit from '../../src/cli/renderFruit';
import * as train from '../../src/cli/train';

const PROGRAMS = { convert, fuzz, onnxTests, readScripts, renderFruit, train };

export interface TerminalRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `npm run PROGRAM -- ARGV` writes, and its exit code. */
export async function runTerminal(program: keyof typeof PROGRAMS, ...argv: string[]): Promise<TerminalRun> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  try {
    const status = await PROGRAMS[program].main(argv);
    return { status, ...said };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}
