// A session on a device whose compiler makes a mistake: the plain kernels take over, and what was trained with wrong ones
// is not kept.

import { expect, it } from 'vitest';
import { hasOwnTarget, targetOf } from '../../src/kernels/target';
import type { NetworkConfig } from '../../src/models/network';
import { errorText } from '../../src/elements/text/errorText';
import { locale } from '../../src/elements/locale';
import { newTestDevice } from '../support/device';
import { mistakenDevice } from '../support/mistakenDevice';
import { sessionsOf } from '../support/openSession';
import { until } from '../support/until';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

const open = sessionsOf(network);
const on = (device: GPUDevice) => ({ device: { device, description: 'ACME 9000' } });

it('a device that is right changes nothing, also while it trains', async () => {
  const session = await open({ ...on(await newTestDevice()), epochs: 100_000 });
  session.play();
  await session.checkDevice();
  expect(session.state).toBe('training');
  expect(session.notice).toBeNull();
  await session.pause();
});

it('a device that is not known by name is measured once its maps are drawn, and trains on', async () => {
  const device = await newTestDevice();
  const info = { vendor: 'acme', architecture: 'gen-3', device: '', description: 'ACME 9000' };
  Object.defineProperty(device, 'adapterInfo', { value: info });
  // Longer than the measurement takes.
  const session = await open({ ...on(device), epochs: 100_000 });
  session.play();
  await until(session, () => session.progress.step > 1);
  expect(hasOwnTarget(device)).toBe(false);
  await session.checkDevice();
  expect(hasOwnTarget(device)).toBe(true);
  expect(session.state).toBe('training');
  const { step } = session.progress;
  await until(session, () => session.progress.step > step);
  await session.pause();
  expect(session.error).toBeNull();
});

it('where tuned kernels are wrong the plain ones run, on the run as it was opened', async () => {
  const device = await mistakenDevice('tuned');
  const session = await open(on(device));
  const opened = await session.save();
  for (let i = 0; i < 3; i++) await session.step();
  await session.checkDevice();
  expect(targetOf(device).plain).toBe(true);
  expect(session.notice).toEqual({ key: 'wrongKernels', values: { layer: 'Conv2D', gradientOf: '' } });
  expect(session.state).toBe('idle');
  const { checkpoint, history } = await session.save();
  expect({ checkpoint, history }).toEqual({ checkpoint: opened.checkpoint, history: opened.history });

  // It trains as a device without mistakes does.
  const right = await open(on(await newTestDevice()));
  for (const one of [session, right]) for (let i = 0; i < 3; i++) await one.step();
  const [losses, expected] = [session, right].map((one) => [...one.history.loss]);
  expect(losses).toHaveLength(3);
  losses?.forEach((loss, i) => expect(loss).toBeCloseTo(expected?.[i] ?? NaN, 4));
});

it('training goes on with the plain kernels', async () => {
  const session = await open({ ...on(await mistakenDevice('tuned')), epochs: 100_000 });
  session.play();
  await session.checkDevice();
  expect(session.state).toBe('training');
  await session.pause();
});

it('a device that is wrong with both is refused, with the numbers', async () => {
  const session = await open(on(await mistakenDevice('all')));
  await session.checkDevice();
  expect(session.state).toBe('failed');
  expect(session.error?.message).toMatch(
    /^device 'ACME 9000': Conv2D, output, number \d+: expected -?\d.*\. Received -?\d.*\. Update the driver/,
  );
  expect(errorText(session.error, locale.words)).toMatch(
    /^This graphics processor \(ACME 9000\) computes wrong/,
  );
});
