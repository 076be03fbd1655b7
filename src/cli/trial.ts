// `npm run train -- --model NAME --trial`: one picture of noise through a network and one training step on it, to see whether
// a device can, and what it takes. On software devices their memory and work are this process's own, and said, too.

import { performance } from 'node:perf_hooks';
import { memoryOf, memoryText, mebibytes } from '../train/memory';
import { targetOf } from '../kernels/target';
import type { Network } from '../models/network';
import { Trial, TRIAL_FORWARD, TRIAL_STEP, type ForwardResult } from '../inspect/trial';
import { noisePictures } from './noise';

export interface TrialReport {
  readonly model: string;
  readonly device: string;
  readonly parameters: number;
  /** Bytes, worked out. */
  readonly forwardBytes: number;
  readonly stepBytes: number;
  /** Seconds: by the clock, and of processors. */
  readonly seconds: Readonly<Record<Part, Spent>>;
  /** Of the second pass, in milliseconds. */
  readonly layers: ForwardResult['times'];
  /** Of the answers, of which all are finite. */
  readonly answersSum: number;
  readonly loss: number;
  /** Of the picture's class, before the step and after it. */
  readonly probability: readonly [before: number, after: number];
  /** The most that this process ever held. */
  readonly peakBytes: number;
}

/** What comes first brings its shaders' compiling with it. */
const PARTS = ['weights', 'first forward', 'forward', 'first step', 'step'] as const;
type Part = (typeof PARTS)[number];
interface Spent {
  readonly clock: number;
  readonly processor: number;
}

/** @throws as Trial does; Error if an answer is not finite */
export async function tryNetwork(
  device: GPUDevice,
  description: string,
  network: Network,
  seed: number,
): Promise<TrialReport> {
  const seconds: Partial<Record<Part, Spent>> = {};
  const timed = async <T>(part: Part, work: () => Promise<T>): Promise<T> => {
    const [clock, before] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    seconds[part] = { clock: (performance.now() - clock) / 1000, processor: (user + system) / 1e6 };
    return result;
  };
  const { images, labels } = noisePictures(network, 1, seed);
  const pixels = Float32Array.from(images, (byte) => byte / 255);
  const label = labels[0] ?? 0;
  const trial = await timed('weights', () => Trial.open(device, network, seed));
  await timed('first forward', () => trial.forward(pixels));
  const before = await timed('forward', () => trial.forward(pixels));
  const { loss } = await timed('first step', () => trial.step(images, label));
  const after = await trial.forward(pixels);
  await timed('step', () => trial.step(images, label));
  trial.destroy();
  const bad = before.answers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new Error(
      `trial of '${network.name}': expected finite outputs. Output ${bad} is ${before.answers[bad]}`,
    );
  const target = targetOf(device);
  return {
    model: network.name,
    device: description,
    parameters: network.parameterCount,
    forwardBytes: memoryOf(network, { ...TRIAL_FORWARD, target }).total,
    stepBytes: memoryOf(network, { ...TRIAL_STEP, target }).total,
    seconds: seconds as Record<Part, Spent>,
    layers: before.times,
    answersSum: before.answers.reduce((sum, value) => sum + value, 0),
    loss,
    probability: [before.answers[label] ?? NaN, after.answers[label] ?? NaN],
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** What is printed before anything is allocated. */
export function trialPlan(device: GPUDevice, network: Network): string {
  const target = targetOf(device);
  const line = (what: string, memory: ReturnType<typeof memoryOf>): string =>
    `${what}: ${memoryText(memory)} = ${mebibytes(memory.total)}`;
  return [
    line('forward pass, all activations kept', memoryOf(network, { ...TRIAL_FORWARD, target })),
    line('training step', memoryOf(network, { ...TRIAL_STEP, target })),
  ].join('\n');
}

export function trialText(report: TrialReport): string {
  const { seconds, layers, probability, loss } = report;
  const longest = Math.max(...layers.map(({ layer }) => layer.length));
  const percent = (part: number): string => `${(100 * part).toPrecision(3)} %`;
  return [
    ...layers.map(({ layer, ms }) => `  ${layer.padEnd(longest)} ${ms.toFixed(1).padStart(10)} ms`),
    ...PARTS.map((part) => {
      const { clock, processor } = seconds[part];
      return `${part.padEnd(14)} ${clock.toFixed(2)} s, ${processor.toFixed(2)} s of CPU time`;
    }),
    `outputs sum to ${report.answersSum.toFixed(6)}; loss of the step ${loss.toPrecision(4)}; ` +
      `probability of the picture's class from ${percent(probability[0])} to ${percent(probability[1])}`,
    `peak memory of this process: ${mebibytes(report.peakBytes)}`,
  ].join('\n');
}
