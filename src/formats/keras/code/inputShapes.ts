// What a model reads: the shapes that layers and Input() are given, as far as the script knows them.

import type { Shape } from '../../../graph/tensor';
import { listValue } from './arithmetic';
import { fromElsewhere, hasTable, type AssumedValues } from './assumedValues';
import { channelsLast, hasChannelsLast } from './channelsFirst';
import { namedArguments } from './given';
import type { Parts } from './parts';
import type { Range } from './syntax';
import {
  plainValue,
  shorten,
  valueText,
  type Call,
  type GivenArgument,
  type InputNode,
  type MadeLayer,
  type Value,
} from './values';

export class InputShapes {
  constructor(
    private readonly parts: Parts,
    private readonly assumed: AssumedValues,
  ) {}

  /** That of the first layer of a model. */
  ofLayer(given: readonly GivenArgument[]): MadeLayer['input'] {
    for (const { name, given: value, value: at } of given) {
      if (name === 'input_shape') return { shape: this.shape(value, at, 0), at };
      if (name === 'batch_input_shape' || name === 'batch_shape')
        return { shape: this.shape(value, at, 1), at };
      if (name === 'input_length') return { shape: this.#row(value, at), at };
      if (name === 'input_dim' && !hasTable(given)) return { shape: this.#row(value, at), at };
    }
    return null;
  }

  /** `input_dim`: a row of that many numbers; of as many as our pictures have where it is not known. */
  #row(length: Value, at: Range): Shape | null {
    const { record } = this.parts;
    if (length.type !== 'unknown') return this.shape(listValue([length], null), at, 0);
    const latent = this.assumed.latent(length, at);
    if (latent !== null) return latent;
    const size = record.goal.picture.reduce((product, one) => product * one, 1);
    record.lint(at, 'warning', { code: 'assumedInput', to: `(${size},)` });
    return [size];
  }

  /** Null where it is not known, or open: (None, None, 3). */
  shape(given: Value, at: Range, skip: 0 | 1): Shape | null {
    const { record } = this.parts;
    const value = fromElsewhere(given, at, this.parts.modules);
    const plain = plainValue(value);
    // A function that nothing calls has None for what it would be given.
    if (plain === undefined || plain === null) {
      const assumed = this.#assumedShape(value, at, skip);
      if (assumed !== null) return assumed;
      this.#noteChannels(value, at, skip);
      const channels = value.type === 'list' && value.items.length - skip === 3 ? value.items.at(-1) : null;
      const isOther = channels?.type === 'number' && channels.value !== record.goal.picture.at(-1);
      if (isOther) record.openInputs.add(`${at.from} ${at.to}`);
      return null;
    }
    const lengths = Array.isArray(plain) ? plain.slice(skip) : [];
    if (lengths.length > 0 && lengths.includes(null)) {
      const assumed = this.#assumedShape(value, at, skip);
      if (assumed !== null) return assumed;
      record.openInputs.add(`${at.from} ${at.to}`);
      return null;
    }
    const fits = lengths.every((length) => Number.isInteger(length) && (length as number) >= 1);
    // (): a label, for an Embedding.
    if (Array.isArray(plain) && plain.length === skip) return [];
    if (lengths.length > 0 && fits) return this.#channelsLast(lengths as number[], at);
    record.lint(at, 'error', { code: 'inputShape', received: shorten(valueText(value)) });
    return null;
  }

  /** A shape for pictures whose size is not known, where sizes are assumed. */
  #assumedShape(value: Value, at: Range, skip: 0 | 1): Shape | null {
    const { record } = this.parts;
    if (record.assumed === null) return null;
    const items = value.type === 'list' ? value.items.slice(skip) : [];
    const [length] = items;
    if (length !== undefined && items.length === 1) return this.assumed.latent(length, at);
    const { size } = record.assumed;
    const isMap = items.length === 0 || items.length === 3;
    if (size === null || !isMap) return null;
    const usual = [size, size, record.goal.picture.at(-1) ?? 1];
    const shape = usual.map((length, axis) => {
      const own = items[axis];
      return own?.type === 'number' ? own.value : length;
    });
    record.lint(at, 'warning', { code: 'assumedInput', to: `(${shape.join(', ')})` });
    return shape;
  }

  /** How a script calls the number of channels that it does not know: `c` of `(h, w, c)`. */
  #noteChannels(value: Value, at: Range, skip: 0 | 1): void {
    if (value.type !== 'list' || value.items.length - skip !== 3 || value.items.at(-1)?.type !== 'unknown')
      return;
    const { record, script } = this.parts;
    const text = /,\s*([\w.]+)\s*,?\s*[)\]]$/.exec(script.code.slice(at.from, at.to))?.[1];
    if (text !== undefined) record.channelTexts.add(text);
  }

  /** Scripts for Theano have (1, 28, 28) where pictures are (28, 28, 1) here. */
  #channelsLast(shape: readonly number[], at: Range): Shape {
    const { record } = this.parts;
    const to = record.channelsFirst || record.isKeras1 ? channelsLast(shape) : null;
    if (hasChannelsLast(shape)) record.hasChannelsLast = true;
    if (to === null) return shape;
    record.channelsFirst = true;
    const text = (lengths: readonly number[]): string => `(${lengths.join(', ')})`;
    record.lint(at, 'warning', { code: 'channelsFirst', from: text(shape), to: text(to) });
    return to;
  }

  input(call: Call, written: readonly GivenArgument[]): InputNode {
    const given = namedArguments(written, ['shape', 'batch_size', 'dtype', 'sparse', 'batch_shape', 'name']);
    const name = given.find((argument) => argument.name === 'name')?.given;
    const shape = given.find((argument) => /^(batch_)?(input_)?shape$/.test(argument.name));
    return {
      type: 'input',
      name: name?.type === 'string' ? name.value : null,
      shape: shape ? this.shape(shape.given, shape.value, shape.name.startsWith('batch') ? 1 : 0) : null,
      at: { from: call.from, to: call.to },
      shapeAt: shape?.value ?? null,
    };
  }
}
