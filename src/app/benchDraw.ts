// Measures the cost of drawing: the real page in a frame, training with its maps drawn, alternating with the frame
// hidden and kept from animation frames, as in a tab that is not seen: it computes no maps and draws nothing.

import type { Check, Timing } from '../bench/measure';
import type { DrawRow } from '../bench/report';
import { summarise } from '../bench/statistics';
import type { TrainFacade } from '../session/facade';
import { nextTest } from '../train/testTimes';

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

/** Animation frames of a page, which can be withheld: a hidden frame of the same origin still gets them. */
class AnimationFrames {
  #withheld: FrameRequestCallback[] | null = null;
  readonly #request: (callback: FrameRequestCallback) => number;

  constructor(page: Window) {
    this.#request = page.requestAnimationFrame.bind(page);
    page.requestAnimationFrame = (callback) => {
      if (this.#withheld === null) return this.#request(callback);
      this.#withheld.push(callback);
      return 0;
    };
  }

  set given(given: boolean) {
    const due = this.#withheld ?? [];
    this.#withheld = given ? null : due;
    if (given) for (const callback of due) this.#request(callback);
  }
}

/** Milliseconds a step within about `ms`, without the times in which the test pictures are evaluated. */
async function stepMs(session: TrainFacade, ms: number): Promise<number> {
  let [time, steps] = [0, 0];
  let last = null as { readonly at: number; readonly step: number } | null;
  const note = (): void => {
    const news = { at: performance.now(), step: session.progress.step };
    if (last && nextTest(last.step - 1, session.progress.stepsPerEpoch) > news.step) {
      time += news.at - last.at;
      steps += news.step - last.step;
    }
    last = news;
  };
  session.addEventListener('progress', note);
  try {
    const until = performance.now() + ms;
    while (performance.now() < until || steps < 3) {
      if (session.state !== 'training' && session.state !== 'compiling')
        throw new Error(`the page trains no longer, at step ${session.progress.step}`);
      await sleep(20);
    }
  } finally {
    session.removeEventListener('progress', note);
  }
  return time / steps;
}

/** @param frame where the page may be opened; it stays there */
export async function measureDraw(frame: HTMLIFrameElement, quick: boolean, check: Check): Promise<DrawRow> {
  const [rounds, windowMs] = quick ? [3, 2500] : [6, 4000];
  const session = await opened(frame, check);
  const { contentWindow } = frame;
  if (contentWindow === null) throw new Error('the page has no window');
  const frames = new AnimationFrames(contentWindow);
  session.play();
  const samples = { drawn: [] as number[], hidden: [] as number[] };
  // The first steps set the pace of submits; they do not count.
  await stepMs(session, windowMs);
  for (let round = 0; round < rounds; round++) {
    for (const how of round % 2 === 0 ? (['drawn', 'hidden'] as const) : (['hidden', 'drawn'] as const)) {
      check();
      frame.style.display = how === 'hidden' ? 'none' : '';
      frames.given = how === 'drawn';
      await sleep(300);
      samples[how].push(await stepMs(session, windowMs));
    }
  }
  frame.style.display = '';
  frames.given = true;
  await session.pause();
  const timing = (values: number[]): Timing => ({ ...summarise(values), runsPerSample: 1 });
  return { drawn: timing(samples.drawn), hidden: timing(samples.hidden) };
}
