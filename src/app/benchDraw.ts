// Measures the cost of drawing: the real page in a frame, training with its maps drawn, alternating with the frame
// hidden, where the browser requests no frames and nothing is drawn.

import type { Check, Timing } from '../bench/measure';
import type { DrawRow } from '../bench/report';
import { summarise } from '../bench/statistics';
import type { TrainFacade } from '../session/facade';

interface PageElement extends Element {
  readonly session: TrainFacade | null;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function opened(frame: HTMLIFrameElement, check: Check): Promise<TrainFacade> {
  // On digits, because a first visit's training on shapes ends within seconds.
  frame.src = new URL('./index.html#data=mnist', location.href).href;
  for (;;) {
    check();
    const element = frame.contentDocument?.querySelector<PageElement>('convscope-app');
    const session = element?.session ?? null;
    // It may begin to train by itself.
    if (session?.state === 'idle' || session?.state === 'training') return session;
    if (element?.shadowRoot?.querySelector('cs-missing')) throw new Error('the page found no WebGPU');
    await sleep(100);
  }
}

/** Milliseconds a step, between the first and the last news within about `ms`. */
async function stepMs(session: TrainFacade, ms: number): Promise<number> {
  const seen: { at: number; step: number }[] = [];
  const note = (): void => {
    seen.push({ at: performance.now(), step: session.progress.step });
  };
  session.addEventListener('progress', note);
  try {
    const until = performance.now() + ms;
    while (performance.now() < until || (seen.at(-1)?.step ?? 0) - (seen[0]?.step ?? 0) < 3) {
      if (session.state !== 'training' && session.state !== 'compiling')
        throw new Error(`the page trains no longer, at step ${session.progress.step}`);
      await sleep(20);
    }
  } finally {
    session.removeEventListener('progress', note);
  }
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined) return NaN;
  return (last.at - first.at) / (last.step - first.step);
}

/** @param frame where the page may be opened; it stays there */
export async function measureDraw(frame: HTMLIFrameElement, quick: boolean, check: Check): Promise<DrawRow> {
  const [rounds, windowMs] = quick ? [3, 2500] : [6, 4000];
  const session = await opened(frame, check);
  session.play();
  const samples = { drawn: [] as number[], hidden: [] as number[] };
  // The first steps set the pace of submits; they do not count.
  await stepMs(session, windowMs);
  for (let round = 0; round < rounds; round++) {
    for (const how of round % 2 === 0 ? (['drawn', 'hidden'] as const) : (['hidden', 'drawn'] as const)) {
      check();
      frame.style.display = how === 'hidden' ? 'none' : '';
      await sleep(300);
      samples[how].push(await stepMs(session, windowMs));
    }
  }
  frame.style.display = '';
  await session.pause();
  const timing = (values: number[]): Timing => ({ ...summarise(values), runsPerSample: 1 });
  return { drawn: timing(samples.drawn), hidden: timing(samples.hidden) };
}
