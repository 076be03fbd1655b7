// The suite under other conditions: CONVSCOPE_E2E_MODE=zoom or =slowWaits before the test command.
//
//   zoom       the browser at 200 %: half as many CSS pixels a side, two device pixels each
//   slowWaits  onSubmittedWorkDone and mapAsync answer 100 ms late, as they do in Firefox
import type { BrowserContextOptions, Page } from '@playwright/test';

type Mode = 'usual' | 'zoom' | 'slowWaits';

export const mode = (process.env.CONVSCOPE_E2E_MODE ?? 'usual') as Mode;
if (!['usual', 'zoom', 'slowWaits'].includes(mode)) {
  throw new Error(`CONVSCOPE_E2E_MODE is zoom or slowWaits. Received ${mode}.`);
}

const VIEWPORT = { width: 1280, height: 800 };

/** The options of a page's context as this mode has them. */
export function inThisMode(options: BrowserContextOptions): BrowserContextOptions {
  if (mode !== 'zoom') return options;
  const { width, height } = options.viewport ?? VIEWPORT;
  return { ...options, viewport: { width: width / 2, height: height / 2 }, deviceScaleFactor: 2 };
}

/** What this mode changes in a page before its first script runs. */
export async function prepareMode(page: Page): Promise<void> {
  if (mode !== 'slowWaits') return;
  await page.addInitScript(() => {
    type Wait = (...args: unknown[]) => Promise<void>;
    const late = (prototype: object, name: string): void => {
      const answer = Reflect.get(prototype, name) as Wait;
      Reflect.set(prototype, name, async function (this: unknown, ...args: unknown[]) {
        await answer.apply(this, args);
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
    };
    late(GPUQueue.prototype, 'onSubmittedWorkDone');
    late(GPUBuffer.prototype, 'mapAsync');
  });
}
