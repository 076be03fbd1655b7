// Leaves the cases of the contract test out of a build: they stand in the file of each layer, and nothing but tests reads them. A page
// that shows only answers needs no explanations either.

import type { Plugin } from 'vite';

const CASES = /^ {2}cases:(?: \[\n[^]*?^ {2}\]| [^\n]+),$/m;

const EXPLANATION = /^ {2}explain: \{\n[^]*?^ {2}\},$/m;

export function withoutCases({ explains = true }: { explains?: boolean } = {}): Plugin {
  return {
    name: 'convscope:without-cases',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/src\/layers\/[^/]+\.ts$/.test(id.replaceAll('\\', '/')) || !code.includes('defineLayer({'))
        return null;
      if (!CASES.test(code)) throw new Error(`${id}: expected 'cases' at the end of the layer`);
      const bare = code.replace(CASES, '  cases: [],');
      return { code: explains ? bare : bare.replace(EXPLANATION, '  explain: {},'), map: null };
    },
  };
}
