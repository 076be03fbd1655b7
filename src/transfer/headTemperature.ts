// The temperature of a head that is trained on all pictures: other heads, each without a part of them, answer that part
// (cross-validation, by recording). They differ from it by a third of the pictures.

import { crossValidationParts } from '../data/stratifiedSplit';
import { defineNetwork } from '../models/network';
import { fitTemperature, foldTemperature } from '../train/temperature';
import type { Features } from './featureExtractor';
import type { Head } from './featureNetwork';
import { headAnswers } from './headAnswers';
import { trainHead, type HeadOptions } from './trainHead';

const PARTS = 3;
/** With so many answers no further part is asked. */
const ENOUGH = 100;

export interface HeadTemperatureOptions extends HeadOptions {
  /** The first rows are so many pictures, as often as there are copies; other rows are only trained on. */
  readonly pictures: number;
  /** How often. */
  readonly rounds: number;
  /** Of each picture, unique within its class; absent: each is a recording of its own. */
  readonly recordings?: readonly string[];
}

/** @returns null where each class is a single recording. @throws as trainHead does */
export async function fitHeadTemperature(
  device: GPUDevice,
  features: Features,
  { pictures, rounds, recordings, ...options }: HeadTemperatureOptions,
): Promise<number | null> {
  const labels = features.labels.subarray(0, pictures);
  const [asked, answers]: [number[], Float32Array[]] = [[], []];
  for (const part of crossValidationParts(labels, PARTS, options.seed, recordings)) {
    if (part.length === 0) continue;
    if (asked.length >= ENOUGH) break;
    const held = new Set(part);
    const rows = Array.from({ length: features.count }, (_, row) => row);
    const learned = rows.filter((row) => row >= pictures * rounds || !held.has(row % pictures));
    const head = await trainHead(device, pickRows(features, learned), options);
    answers.push(await headAnswers(device, head, pickRows(features, part)));
    asked.push(...part);
  }
  if (asked.length === 0) return null;
  const all = Float32Array.from(answers.flatMap((some) => [...some]));
  const own = asked.map((picture) => labels[picture] ?? 0);
  return fitTemperature(own, all);
}

/** The same head, its logits divided by a temperature. */
export function headAt(head: Head, temperature: number): Head {
  const network = defineNetwork({ name: 'head', input: head.input, layers: head.layers });
  return { ...head, weights: foldTemperature(network, head.weights, temperature) ?? head.weights };
}

function pickRows({ values, shape, length, labels }: Features, rows: readonly number[]): Features {
  const picked = new Float32Array(rows.length * length);
  rows.forEach((row, at) => picked.set(values.subarray(row * length, (row + 1) * length), at * length));
  return {
    ...{ values: picked, count: rows.length, shape, length },
    labels: Uint8Array.from(rows, (row) => labels[row] ?? 0),
  };
}
