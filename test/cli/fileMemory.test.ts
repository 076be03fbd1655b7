import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileMemory } from '../../src/cli/fileMemory';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'convscope-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('what is written is there for the next program, beside what was there before', async () => {
  const file = join(folder, 'not/there/yet/targets.json');
  await fileMemory(file).write('one device', 'a');
  await fileMemory(file).write('another', 'b');
  await fileMemory(file).write('one device', 'c');
  const memory = fileMemory(file);
  expect(await memory.read('one device')).toBe('c');
  expect(await memory.read('another')).toBe('b');
  expect(await memory.read('a third')).toBeNull();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 'one device': 'c', another: 'b' });
});

test.each(['{ "one device": ', '[1, 2]', 'null', '{ "one device": 7 }', ''])(
  'a file that holds %j holds nothing, and is written anew',
  async (text) => {
    const file = join(folder, 'targets.json');
    writeFileSync(file, text);
    expect(await fileMemory(file).read('one device')).toBeNull();
    await fileMemory(file).write('one device', 'a');
    expect(await fileMemory(file).read('one device')).toBe('a');
  },
);

test('where nothing can be written, it says so', async () => {
  const file = join(folder, 'a file');
  writeFileSync(file, '');
  await expect(fileMemory(join(file, 'targets.json')).write('one device', 'a')).rejects.toThrow();
});
