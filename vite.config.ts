// The page: every .html file in the root is an entry, WGSL comes through `?raw`, the data sets' files through their plugins.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { mnistData } from './datasets/mnist/vitePlugin.ts';
import { mobilenetModel } from './datasets/mobilenet/vitePlugin.ts';
import { bareShaders } from './shaders/vitePlugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  base: './', // a build works from any folder of any server
  plugins: [mnistData(), mobilenetModel(), bareShaders()],
  worker: { format: 'es' }, // loads a format when it is needed
  server: { port: 5173 },
  build: {
    target: 'es2023',
    rolldownOptions: {
      input: readdirSync(root).filter((file) => file.endsWith('.html')),
    },
  },
});
