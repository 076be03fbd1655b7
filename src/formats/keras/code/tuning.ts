// What a search over hyperparameters would try: the first of its values stands for all.

import type { ScriptRecord } from './record';
import {
  valueText,
  type Call,
  type GivenArgument,
  type InputNode,
  type MadeFunction,
  type Value,
} from './values';

/** What the argument `hp` of a function stands for that Keras Tuner calls; `trial` is Optuna's. */
const TUNER = 'keras_tuner.HyperParameters';

/** `hp.Int("units", 32, 512)`, `trial.suggest_categorical("rate", [0.1, 0.2])`: the value that is tried first. */
export function tunerCall(
  path: string,
  call: Call,
  given: readonly GivenArgument[],
  record: ScriptRecord,
): Value | undefined {
  const method = /^(?:keras_tuner|kerastuner)\.(?:\w+\.)*HyperParameters(?:\.(\w+))?$/.exec(path);
  if (method === null) return undefined;
  const [, name] = method;
  if (name === undefined) return { type: 'path', path: TUNER, origin: null };
  const named = (wanted: string): Value | undefined => given.find((one) => one.name === wanted)?.given;
  const [what, second] = given.filter((one) => one.name === '').map((one) => one.given);
  const list = named('values') ?? named('choices') ?? second;
  const first =
    named('default') ??
    (/^(Choice|suggest_categorical)$/.test(name)
      ? list?.type === 'list'
        ? list.items[0]
        : undefined
      : name === 'Boolean'
        ? ({ type: 'constant', value: false, origin: null } as const)
        : (named('min_value') ?? named('low') ?? named('value') ?? second));
  if (first === undefined || first.type === 'unknown') return undefined;
  const text = what?.type === 'string' ? what.value : name;
  record.lint(call, 'warning', { code: 'firstOf', what: text, value: valueText(first) });
  return first;
}

/** Arguments of a function that only a search calls, out of a dictionary of what it tries: `{"filters": [8, 16]}`. */
export function triedArguments(
  { parameters, from, to }: MadeFunction,
  record: ScriptRecord,
): readonly GivenArgument[] {
  const at = { from, to };
  const argument = (name: string, given: Value): GivenArgument => ({
    ...{ name, keyword: null, given, argument: at, value: at, origin: null },
  });
  return parameters.flatMap(({ name, given, spread }): GivenArgument[] => {
    if (given !== null || spread !== '') return [];
    if (/^(hp|hyper_?parameters|trial)$/i.test(name))
      return [argument(name, { type: 'path', path: TUNER, origin: null })];
    // What a function is to be called on: pictures.
    if (/^(inputs?|input_(tensor|layer|img|image)|(img|image)_input)$/.test(name)) {
      const size = record.assumed?.size ?? null;
      const shape = size === null ? null : [size, size, record.goal.picture.at(-1) ?? 1];
      if (shape !== null) record.lint(at, 'warning', { code: 'assumedInput', to: `(${shape.join(', ')})` });
      const source: InputNode = { type: 'input', name: null, shape, at, shapeAt: null };
      return [argument(name, { type: 'tensor', source, origin: null })];
    }
    for (const { entries } of record.dictionaries) {
      const found = entries.get(JSON.stringify(name));
      const [first] = found?.value.type === 'list' ? found.value.items : [];
      if (found === undefined || first === undefined) continue;
      const place = found.value.origin ?? at;
      record.lint(place, 'warning', { code: 'firstOf', what: name, value: valueText(first) });
      return [argument(name, first)];
    }
    return [];
  });
}
