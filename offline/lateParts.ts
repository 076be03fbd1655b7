// Parts of the page are fetched when they are first used. In a build a part that does not come is offered to the page with
// the event `vite:preloadError`: the page may answer with a promise of it (src/app/lateParts.ts), and then whatever wanted it
// waits. Vite's own helper, through which each `import()` of a build goes, can only fail.

import type { Plugin } from 'vite';

const HELPER = /preload-helper/;
const FAILS = 'baseModule().catch(handlePreloadError)';
/** `part`: what the page promises. */
const WAITS = `baseModule().catch((error) => {
  const event = new Event('vite:preloadError', { cancelable: true });
  Object.assign(event, { payload: error, load: baseModule, part: null });
  window.dispatchEvent(event);
  if (event.part !== null) return event.part;
  throw error;
})`;

export function lateParts(): Plugin {
  let found = false;
  return {
    name: 'convscope:late-parts',
    apply: 'build',
    transform: {
      filter: { id: HELPER },
      handler(code) {
        if (!code.includes(FAILS)) return this.error(`Vite's helper of import() no longer has ${FAILS}`);
        found = true;
        return code.replace(FAILS, WAITS);
      },
    },
    buildEnd(error) {
      if (!error && !found) this.error("Vite's helper of import() was not found");
    },
  };
}
