// Deno, whose WebGPU is wgpu: the npm package `deno` has a program for each platform.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @returns {{ path: string, error?: undefined } | { path?: undefined, error: string }} */
export function denoProgram() {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
  const path = join(root, 'node_modules/@deno', platform, process.platform === 'win32' ? 'deno.exe' : 'deno');
  if (existsSync(path)) return { path };
  const error =
    `expected node_modules/@deno/${platform}, the program of the npm package deno. It is missing: run \`npm ci\` ` +
    '(without --omit=optional). Deno has none for other platforms than macOS, Windows and Linux with glibc.';
  return { error };
}
