// Classes of the script that are made from one of Keras's layers: `class Block(layers.Conv2D)`.

import { KERAS_KINDS, KERAS_LAYERS } from '../layers';
import { namesIn } from './syntax';
import {
  plainValue,
  type MadeClass,
  type MadeFunction,
  type MadeInstance,
  type MadeLayer,
  type Value,
} from './values';

/** Methods of a subclass of one of Keras's layers that leave what the layer does to the layer, or are read. */
const HARMLESS = /^(__init__|call|__call__|get_config|from_config|compute_output_shape|compute_mask)$/;

/** Whether a subclass of one of Keras's layers does something to it that its `__init__` and its `call` do not say. */
export function changesLayer({ of, attributes }: MadeInstance, layer: MadeLayer): boolean {
  const methods: { readonly name: string; readonly body: MadeFunction['body'] }[] = [];
  const collect = ({ members, bases }: MadeClass): void => {
    for (const [name, value] of members)
      if (value.type === 'function') methods.push({ name, body: value.made.body });
    for (const base of bases) if (base.type === 'class') collect(base.made);
  };
  collect(of);
  const called = namesIn(methods.flatMap(({ name, body }) => (HARMLESS.test(name) ? [body].flat() : [])));
  if (methods.some(({ name }) => !HARMLESS.test(name) && !called.has(`.${name}`))) return true;
  const kind = KERAS_KINDS.get(layer.className);
  const options = new Set(kind === undefined ? [] : KERAS_LAYERS[kind].positional);
  const textOf = (value: Value | undefined): string =>
    JSON.stringify(value === undefined ? null : plainValue(value));
  return [...attributes].some(([name, value]) => {
    const given = layer.arguments.find((one) => one.name === name)?.given;
    return options.has(name) && textOf(value) !== textOf(given);
  });
}

/** Whether a call gives the weights of a layer other values each time, as that of a masked convolution does. */
export function assignsWeights(body: MadeFunction['body']): boolean {
  const names = namesIn(body);
  return names.has('.assign') && ['.kernel', '.bias', '.weights'].some((name) => names.has(name));
}
