import type { Plugin } from 'vite';
export function mnistData(): Plugin {
  return { name: 'convscope:mnist' };
}
