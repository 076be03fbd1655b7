// Builds the web page that a trained network is exported into (src/formats/html): one HTML text with its script, style and
// shaders inside, which requests nothing and runs no other script.

import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { bareShaders, forwardShaders } from '../shaders/vitePlugin.ts';
import { withoutCases } from '../library/withoutCases.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const CHARSET = '<meta charset="utf-8" />';
const SCRIPT = /<script type="module"[^>]* src="[^"]*"><\/script>/;
/** Of Vite, at the end of what it minifies. */
const MARK = /\/\*\$vite\$:\d+\*\//;
const STYLE = /<link rel="stylesheet"[^>]*>/;

/** @returns the page without a model */
export async function buildTemplate(): Promise<string> {
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [withoutCases({ explains: false }), forwardShaders(), bareShaders({ all: true })],
    // A development server wants the packages' development builds, this page never does.
    resolve: { conditions: ['module', 'browser'] },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: { input: 'standalone/index.html', output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  const [script, ...more] = output.filter((file) => file.type === 'chunk');
  const assets = output.filter((file) => file.type === 'asset');
  const sourceOf = (end: string): string =>
    String(assets.find(({ fileName }) => fileName.endsWith(end))?.source);
  const html = sourceOf('.html');
  if (script === undefined || more.length > 0 || !SCRIPT.test(html) || !STYLE.test(html))
    throw new Error('standalone page: expected one script and one style sheet');
  return inlined(
    html,
    script.code.trim().replaceAll('</script', String.raw`<\/script`),
    sourceOf('.css').replace(MARK, '').trim(),
  );
}

/** Browsers run and apply only what has these hashes. Pictures are drawn on canvases: no source of any is needed. */
function inlined(html: string, script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:', // the icon
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Functions: texts may hold what `replace` takes for a pattern.
  return html
    .replace(
      CHARSET,
      () => `${CHARSET}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    )
    .replace(STYLE, () => `<style>${style}</style>`)
    .replace(SCRIPT, () => `<script type="module">${script}</script>`);
}
