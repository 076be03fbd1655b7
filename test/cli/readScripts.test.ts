// `npm run read-scripts`: scripts and notebooks of a folder are read, counted, and listed in a Markdown file.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runTerminal } from '../support/terminal';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'convscope-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = [
  'from keras import Sequential, layers',
  'model = Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])',
].join('\n');

it('says of each script whether it is read, and the first thing that is said of it', async () => {
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'plain.py'), SCRIPT);
  writeFileSync(
    join(folder, 'more', 'hues.py'),
    SCRIPT.replace('layers.Flatten', 'layers.RandomHue(0.1), layers.Flatten'),
  );
  const cells = [{ cell_type: 'code', source: [SCRIPT.replace('Dense', 'Capsule')] }];
  writeFileSync(join(folder, 'capsule.ipynb'), JSON.stringify({ nbformat: 4, cells }));
  const page = join(folder, 'page.md');
  writeFileSync(page, '# Scripts\n\n<!-- read-scripts -->\n\nold\n');
  const { status, stdout } = await runTerminal('readScripts', folder, '--write', page);
  expect(status).toBe(0);
  expect(stdout).toContain('read     plain.py: 2 layers\n');
  expect(stdout).toContain(
    'Of 3 scripts 1 are read whole, 1 with remarks, of 0 another model is read, 1 are refused.\n',
  );
  const text = readFileSync(page, 'utf8');
  expect(text).toContain('| more/hues.py | remarks | 2 | line 2: RandomHue: left out');
  expect(text).toContain("| capsule.ipynb | refused | 2 | line 2: there is no layer 'Capsule' |");
  expect(text).not.toContain('old');
});

it('needs one folder that has scripts', async () => {
  expect(await runTerminal('readScripts')).toMatchObject({ status: 2 });
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const { status, stderr } = await runTerminal('readScripts', empty);
  expect(status).toBe(2);
  expect(stderr).toContain('has no .py and no .ipynb');
});
