// Programs after the official tfjs-examples, on tfjs and on Convscope: the same calls, the same results. Where a model is
// trained, both begin with the same weights and take the samples in the same order.

import * as tfjs from '@tensorflow/tfjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as convscope from '../../../src/index';
import { testDevice } from '../../support/device';
import { baseballNode } from './baseballNode';
import { bostonHousing } from './bostonHousing';
import { dataGenerator } from './dataGenerator';
import { gettingStarted } from './gettingStarted';
import { iris } from './iris';
import { irisFitDataset } from './irisFitDataset';
import { mnist } from './mnist';
import { mnistNode } from './mnistNode';
import { mnistTransferCnn } from './mnistTransferCnn';
import { contextFor, type Library, type Program } from './program';
import { simpleObjectDetection } from './simpleObjectDetection';
import { visualizeConvnet } from './visualizeConvnet';
import { webcamTransferLearning } from './webcamTransferLearning';
import { websitePhishing } from './websitePhishing';

const folder = mkdtempSync(`${tmpdir()}/convscope-examples-`);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  convscope.setDevice(await testDevice());
  tfjs.env().set('PROD', true); // no advice on the console
  await tfjs.setBackend('cpu');
});

const PROGRAMS: Readonly<Record<string, Program>> = {
  mnist,
  'mnist-node': mnistNode,
  'mnist-transfer-cnn': mnistTransferCnn,
  iris,
  'iris-fitDataset': irisFitDataset,
  'webcam-transfer-learning': webcamTransferLearning,
  'boston-housing': bostonHousing,
  'website-phishing': websitePhishing,
  'baseball-node': baseballNode,
  'data-generator': dataGenerator,
  'getting-started': gettingStarted,
  'visualize-convnet': visualizeConvnet,
  'simple-object-detection': simpleObjectDetection,
};

/** Numbers may differ by `tolerance`, relative above 1; everything else must be equal. */
function expectNear(actual: unknown, expected: unknown, tolerance: number, place: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const off = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
    expect(off, `${place}: ${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
  } else if (
    typeof expected === 'object' &&
    expected !== null &&
    typeof actual === 'object' &&
    actual !== null
  ) {
    expect(Object.keys(actual), place).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected))
      expectNear((actual as Record<string, unknown>)[name], value, tolerance, `${place}.${name}`);
  } else expect(actual, place).toEqual(expected);
}

test.each(Object.entries(PROGRAMS))('%s', async (_, program) => {
  const expected = await program(
    tfjs as unknown as Library,
    contextFor(tfjs as unknown as Library, folder, false),
  );
  const actual = await program(convscope, contextFor(convscope, folder, true));
  expectNear(actual.exact, expected.exact, 1e-5, 'exact');
  expectNear(actual.trained ?? {}, expected.trained ?? {}, 1e-3, 'trained');
});
