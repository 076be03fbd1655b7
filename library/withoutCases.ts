// Leaves the cases of the contract test out of a build: they stand in the file of each layer, and nothing but tests reads them.

import type { Plugin } from 'vite';

const CASES = /^ {2}cases:(?: \[\n[^]*?^ {2}\]| [^\n]+),$/m;

export function withoutCases(): Plugin {
  return {
    name: 'convscope:without-cases',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/src\/layers\/[^/]+\.ts$/.test(id.replaceAll('\\', '/')) || !code.includes('defineLayer({'))
        return null;
      if (!CASES.test(code)) throw new Error(`${id}: expected 'cases' at the end of the layer`);
      return { code: code.replace(CASES, '  cases: [],'), map: null };
    },
  };
}
