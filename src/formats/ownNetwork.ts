// The network of a file of ours, in whichever it lies: its layers counted, its JSON checked field by field, then checked as a
// network by building it.

import { defineNetwork } from '../models/anyNetwork';
import type { LayerConfig, Network, NetworkConfig } from '../models/network';
import { isRecord, listAt, received, recordAt, textAt } from './json';
import { FormatError } from './storedModel';

/** Of any file. MobileNetV2 has 161; one with more than this is broken, or means harm. */
export const MAX_LAYERS = 2000;

/** @throws FormatError */
export function ownNetwork(where: string, json: unknown): Network {
  const config = configOf(where, json);
  try {
    return defineNetwork(config);
  } catch (cause) {
    throw new FormatError(where, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The fields have the types that `defineNetwork` relies on. */
function configOf(where: string, json: unknown): NetworkConfig {
  const record = recordAt(where, 'the network', json);
  const listed = listAt(where, "'layers'", record.layers);
  if (listed.length > MAX_LAYERS)
    throw new FormatError(where, `expected at most ${MAX_LAYERS} layers. Received ${listed.length}`);
  const outputs =
    record.outputs === undefined ? {} : { outputs: textsAt(where, "'outputs'", record.outputs) };
  return {
    name: textAt(where, "'name'", record.name),
    input: inputOf(where, record.input),
    layers: listed.map((layer, at) => layerOf(`${where}, layer ${at + 1}`, layer)),
    ...outputs,
  };
}

function inputOf(where: string, json: unknown): NetworkConfig['input'] {
  const listed = listAt(where, "'input'", json);
  if (listed.length > 0 && listed.every((length) => typeof length === 'number')) return listed;
  if (listed.length === 0 || !listed.every(isRecord)) {
    throw new FormatError(
      where,
      `'input' must be a shape such as [28, 28, 1], or a list of {"name", "shape"}. Received ${received(json)}`,
    );
  }
  return listed.map((input, at) => {
    const name = textAt(where, `'name' of input ${at + 1}`, input.name);
    const shape = listAt(where, `'shape' of input '${name}'`, input.shape);
    const lengths = shape.filter((length) => typeof length === 'number');
    if (lengths.length === shape.length) return { name, shape: lengths };
    throw new FormatError(where, `'shape' of input '${name}' must hold numbers. Received ${received(shape)}`);
  });
}

function layerOf(where: string, json: unknown): LayerConfig {
  const { kind, name, options, inputs, trainable, sharesWith } = recordAt(where, 'it', json);
  if (trainable !== undefined && typeof trainable !== 'boolean')
    throw new FormatError(where, `'trainable' must be true or false. Received ${received(trainable)}`);
  return {
    kind: textAt(where, "'kind'", kind),
    ...(name === undefined ? {} : { name: textAt(where, "'name'", name) }),
    ...(options === undefined ? {} : { options: recordAt(where, "'options'", options) }),
    ...(inputs === undefined ? {} : { inputs: textsAt(where, "'inputs'", inputs) }),
    ...(trainable === undefined ? {} : { trainable }),
    ...(sharesWith === undefined ? {} : { sharesWith: textAt(where, "'sharesWith'", sharesWith) }),
  };
}

function textsAt(where: string, what: string, json: unknown): readonly string[] {
  return listAt(where, what, json).map((text, at) => textAt(where, `entry ${at + 1} of ${what}`, text));
}
