// What each suite measures. Lists, so that what is compared can be read in one place.

import { vgg16 } from '../models/vgg';
import { lenet5 } from '../models/lenet';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import type { EngineId } from './engines/engine';
import type { SuiteName } from './report';
import {
  cifarNetwork,
  lenetNetwork,
  parseOperation,
  passesOf,
  withoutSoftmax,
  type OpWorkload,
  type TrainWorkload,
  type Workload,
} from './workload';

/** The default engines for a suite. */
export function defaultEngines(suite: SuiteName, quick: boolean): readonly EngineId[] {
  switch (suite) {
    case 'lenet':
      return quick ? ['ours', 'jax'] : ['ours', 'jax', 'tfjs', 'tfjs-cpu'];
    case 'cifar':
    case 'ops':
    case 'infer':
      return quick ? ['ours', 'jax'] : ['ours', 'jax', 'tfjs'];
    case 'scaling':
    case 'draw':
      return ['ours'];
    default:
      return suite satisfies never;
  }
}

const OPERATIONS = [
  '32x32x32x32->32k3s1same',
  '32x16x16x64->64k3s1same',
  '32x14x14x16->32k3s1same',
  '32x14x14x16->32k5s1same',
  '32x32x32x32->64k3s2same',
  '64x28x28x1->8k5s1same',
  '32x32x32x3->64k3s1same',
  '32x32x32x64->pool',
  '64x1024->256',
];
const QUICK_OPERATIONS = ['32x32x32x32->32k3s1same', '32x14x14x16->32k5s1same', '64x28x28x1->8k5s1same'];

/** @param shapes others, as `parseOperation` reads them. @throws ShapeSyntaxError */
export function opWorkloads(quick: boolean, shapes: readonly string[] | null): readonly OpWorkload[] {
  const operations = shapes ?? (quick ? QUICK_OPERATIONS : OPERATIONS);
  return operations.flatMap((text) => passesOf(parseOperation(text)));
}

export const lenetStep = (batch = 64): TrainWorkload => ({ kind: 'train', network: lenetNetwork(), batch });
export const cifarStep = (batch = 32): TrainWorkload => ({ kind: 'train', network: cifarNetwork(), batch });

/** The network as it is when it only predicts: without dropout, to the logits. */
export function vgg16Forward(): Network {
  return withoutSoftmax({ ...vgg16, layers: vgg16.layers.filter(({ kind }) => kind !== 'dropout') });
}

export function inferWorkloads(quick: boolean): readonly Workload[] {
  const small: Workload = { kind: 'infer', network: withoutSoftmax(lenet5), batch: 1 };
  return quick ? [small] : [small, { kind: 'infer', network: vgg16Forward(), batch: 1 }];
}

export interface ScalingSeries {
  readonly title: string;
  readonly axis: 'batch' | 'channels';
  readonly points: readonly { batch: number; channels: number; workload: TrainWorkload }[];
}

/** Convolutions of C channels to 32 and back to C, so that the work grows with C. */
function waist(channels: number): Network {
  const options = { kernelSize: 3, padding: 'same', activation: 'relu' };
  return defineNetwork({
    name: `waist${channels}`,
    input: [16, 16, channels],
    layers: [
      { kind: 'conv2d', options: { ...options, filters: 32 } },
      { kind: 'conv2d', options: { ...options, filters: channels } },
      { kind: 'globalAveragePooling2d' },
      { kind: 'dense', options: { units: 10, activation: 'softmax' } },
    ],
  });
}

export function scalingSeries(quick: boolean): readonly ScalingSeries[] {
  const batches = quick ? [16, 64, 256] : [16, 32, 64, 128, 256, 512];
  const widths = quick ? [8, 32, 128] : [8, 16, 32, 64, 128];
  const batch = 16;
  return [
    {
      title: 'LeNet-5 training step by batch',
      axis: 'batch',
      points: batches.map((size) => ({ batch: size, channels: 1, workload: lenetStep(size) })),
    },
    {
      title: 'conv 3×3 C→32→C on 16²: training step by channels',
      axis: 'channels',
      points: widths.map((channels) => ({
        batch,
        channels,
        workload: { kind: 'train', network: waist(channels), batch },
      })),
    },
  ];
}

/** By how much results of a workload may differ: sums in another order, and ReLUs that tip over at zero. */
export function toleranceOf(workload: Workload): (result: string) => number {
  return (result) => {
    if (workload.kind === 'op') return 1e-4;
    if (result === 'loss 1') return 1e-4;
    return result.startsWith('loss') ? 1e-2 : 1e-3;
  };
}
