// Nobody gets in, nothing gets out: the page's policy is in force and says what it must, inputs of others are refused with a
// clear message, and names of others are text.

import { zipSync } from 'fflate';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cuts, impostors, json, patched, type BadCase } from '../../test/badInput/cases';
import { bitsOf, layersOf, open, type App } from '../support/app';
import { drop } from '../support/drop';
import { expect, test } from '../support/test';

test.describe.configure({ mode: 'serial' });

let app: App;
let folder = '';
test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-security-'));
  app = await open(browser);
});
test.afterAll(async () => {
  await app.page.close();
  rmSync(folder, { recursive: true });
});

test('the policy is strict, as a header and in the page itself', async () => {
  const { page } = app;
  const response = await page.request.get('./');
  const header = response.headers()['content-security-policy'] ?? '';
  const [, meta = ''] =
    /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(await response.text()) ?? [];
  for (const policy of [header, meta]) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types lit-html convscope");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
  }
});

test('what it forbids does not happen, and every test would fail of it', async ({ breaches }) => {
  const { page } = app;
  expect(breaches).toEqual([]);
  const happened = await page.evaluate(async () => {
    const tried: Record<string, boolean> = {};
    const attempt = async (name: string, act: () => unknown): Promise<void> => {
      try {
        tried[name] = (await act()) === true;
      } catch {
        tried[name] = false;
      }
    };
    const element = document.body.appendChild(document.createElement('i'));
    await attempt('style attribute', () => {
      element.setAttribute('style', 'opacity: 0.5');
      return getComputedStyle(element).opacity === '0.5';
    });
    await attempt('style element', () => {
      const style = document.head.appendChild(document.createElement('style'));
      style.textContent = 'i { opacity: 0.25 }';
      return getComputedStyle(element).opacity === '0.25';
    });
    await attempt('markup from text', () => {
      element.innerHTML = '<b>x</b>';
      return element.childElementCount > 0;
    });
    await attempt('another host', async () => (await fetch('https://example.org/')).ok);
    await attempt('a worker of a blob', () => {
      new Worker(URL.createObjectURL(new Blob([''])));
      return true;
    });
    element.remove();
    return tried;
  });
  expect(Object.values(happened)).toEqual([false, false, false, false, false]);
  // The console comes a moment later.
  await expect
    .poll(() =>
      ['style-src-attr', 'style-src-elem', 'TrustedHTML', 'connect-src'].filter(
        (part) => !breaches.join('\n').includes(part),
      ),
    )
    .toEqual([]);
  breaches.length = 0;
});

/** Some of each kind of test/badInput, which runs them all. */
function badFiles(): readonly BadCase[] {
  const whole = zipSync(
    { 'convscope.json': json({ format: 'convscope', version: 1, network: {} }) },
    { level: 0 },
  );
  const one = (name: string, bytes: Uint8Array): BadCase => ({
    name,
    door: 'model',
    files: [{ name, bytes }],
  });
  return [
    ...['h5', 'keras', 'onnx'].flatMap((extension) => impostors(`x.${extension}`).slice(0, 3)),
    ...[...cuts(whole)].slice(2, 6).map(([, bytes]) => one('cut.zip', bytes)),
    one('checksum.zip', patched(whole, 50, 0x41, 0x41)),
    one('empty network.zip', whole),
    one('deep.json', new TextEncoder().encode(`{"input": ${'['.repeat(200_000)}`)),
    one('header.safetensors', patched(new Uint8Array(64), 0, 0, 0, 0, 128, 0, 0, 0, 0, 0x7b)),
    one('circle.json', json({ name: 'n', input: [4], layers: [{ name: 'a', kind: 'reLU', inputs: ['a'] }] })),
  ];
}

test('malformed files that are dropped are refused in words, and the network stays', async () => {
  const { page } = app;
  const before = await bitsOf(page);
  const sample = badFiles();
  for (const [at, { name, files = [] }] of sample.entries()) {
    const [file] = files;
    if (file === undefined) continue;
    // Names differ, so that a message is that of this file.
    const path = join(folder, `${at}-${file.name}`);
    writeFileSync(path, file.bytes);
    await drop(page, path);
    await expect(page.getByTestId('files-failed'), name).toContainText(`${at}-${file.name}`);
    await expect(page.getByTestId('files-failed'), name).toContainText('Your network is unchanged.');
  }
  await page.getByTestId('files-close').click();
  expect(await bitsOf(page)).toBe(before);
});

test('names of others are text', async () => {
  const { page } = app;
  const name = '<img src=x onerror="document.title=`in`">';
  const network = {
    ...{ name, input: [28, 28, 1] },
    layers: [
      { name, kind: 'conv2d', options: { filters: 2, kernelSize: 5, activation: 'relu' } },
      { name: `${name}2`, kind: 'flatten' },
      { name: `${name}3`, kind: 'dense', options: { units: 10, activation: 'softmax' } },
    ],
  };
  const path = join(folder, '<b>bold<!--.zip');
  writeFileSync(path, zipSync({ 'net.json': new TextEncoder().encode(JSON.stringify(network)) }));
  await drop(page, path);
  await expect(page.getByTestId('files-facts')).toContainText(name);
  await page.getByTestId('files-take').click();
  await expect.poll(async () => (await layersOf(page)).map((layer) => layer.name)).toContain(name);
  await expect(page.locator('img[src=x]')).toHaveCount(0);
  await expect(page.locator('b', { hasText: 'bold' })).toHaveCount(0);
  expect(await page.title()).not.toBe('in');
});
