// `npm run read-scripts`: scripts and notebooks of a folder are read, counted, and listed in a Markdown file.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('reads a script with the files of the folder that it imports, and never with what a link leads to', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'convscope-outside-'));
  const folder = mkdtempSync(join(tmpdir(), 'convscope-program-'));
  try {
    const model =
      'from keras import Input, Sequential, layers\ndef build(): return Sequential([Input((4,)), layers.Dense(3)])\n';
    writeFileSync(join(folder, 'train.py'), 'from model import build\nm = build()\n');
    writeFileSync(join(folder, 'linked.py'), 'from secret import build\nm = build()\n');
    writeFileSync(join(folder, 'model.py'), model);
    writeFileSync(join(outside, 'secret.py'), model);
    symlinkSync(join(outside, 'secret.py'), join(folder, 'secret.py'));
    const told = await runTerminal('readScripts', folder);
    expect(told.stdout).toContain('read     train.py: 1 layers');
    expect(told.stdout).toContain(
      'refused  linked.py: 0 layers; line 1: secret.py is not here; drop it, too',
    );
    const alone = await runTerminal('readScripts', folder, '--alone');
    expect(alone.stdout).toContain('refused  train.py: 0 layers; line 1: model.py is not here; drop it, too');
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(outside, { recursive: true });
  }
});
