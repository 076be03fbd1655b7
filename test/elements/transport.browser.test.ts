// The training buttons on a real session: when the step is compiled, and what is said meanwhile.

import { ContextProvider } from '@lit/context';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { locale } from '../../src/elements/locale';
import { sessionContext } from '../../src/elements/sessionElement';
import { TransportElement } from '../../src/elements/time/transport';
import { TrainingSession } from '../../src/session/session';
import { BARS } from '../support/dataChoices';
import { bars } from '../support/tinyData';

let session: TrainingSession;
let page: HTMLElement;
let transport: TransportElement;

beforeEach(async () => {
  session = await TrainingSession.open({
    network: BARS.recommended.network,
    loadData: () => Promise.resolve({ train: bars(256), test: bars(64, 99) }),
    batchSize: 32,
    seed: 5,
  });
  transport = new TransportElement();
  page = document.createElement('div');
  new ContextProvider(page, { context: sessionContext, initialValue: session });
  page.append(transport);
  document.body.append(page);
  await transport.updateComplete;
});
afterEach(() => {
  page.remove();
  session.close();
});

const inside = (id: string): HTMLElement | null =>
  transport.shadowRoot?.querySelector<HTMLElement>(`[data-testid=${id}]`) ?? null;

it('compiles the step when the pointer or the focus comes to them, and not before', async () => {
  const { trainer } = session.run.context;
  expect(trainer.compiled).toBe(false);
  transport.dispatchEvent(new PointerEvent('pointerenter'));
  await expect.poll(() => trainer.compiled, { timeout: 30_000 }).toBe(true);
  expect(session.progress.step).toBe(0);
});

it('say that the first step is compiled, and can be pressed to pause meanwhile', async () => {
  const texts: string[] = [];
  session.addEventListener('statechange', () => {
    if (!session.compiling || session.state !== 'training' || texts.length > 0) return;
    void transport.updateComplete.then(() => {
      if (texts.push(inside('where')?.innerText ?? '') > 1) return;
      inside('play')?.click();
    });
  });
  inside('play')?.click();
  await session.ended();
  expect(texts.join()).toContain(locale.words.states.compiling);
  expect(session.state).toBe('idle');
  expect(session.progress.step).toBe(0);
});
