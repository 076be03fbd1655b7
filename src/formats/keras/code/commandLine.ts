// Arguments of the command line, and the environment: a script that is only read has what it says itself, its defaults.

import { dictionary, listValue, numberValue } from './arithmetic';
import { plainPath } from './paths';
import type { Call, GivenArgument, MadeClass, MadeInstance, Value } from './values';

const classOf = (name: string): MadeClass => ({
  ...{ from: 0, to: 0, name, bases: [] },
  members: new Map(),
});

const PARSER = classOf('ArgumentParser');
const NAMESPACE = classOf('Namespace');
const INPUT_SPEC = classOf('InputSpec');
const NONE: Value = { type: 'constant', value: null, origin: null };

const instanceOf = (of: MadeClass, call: Call): Value & { readonly type: 'instance' } => ({
  type: 'instance',
  made: { of, call, attributes: new Map(), model: null, layer: null, built: false },
  origin: null,
});

/** `argparse.ArgumentParser()`, `argparse.Namespace(a=1)`, `os.environ.get(…)`; undefined for other calls. */
export function commandLineCall(
  path: string,
  call: Call,
  given: readonly GivenArgument[],
): Value | undefined {
  if (/^argparse\.ArgumentParser$/.test(path)) return instanceOf(PARSER, call);
  if (/^(argparse\.Namespace|types\.SimpleNamespace)$/.test(path)) {
    const made = instanceOf(NAMESPACE, call);
    for (const { name, given: value } of given) if (name !== '') made.made.attributes.set(name, value);
    return made;
  }
  // What a layer of the script asks of its input.
  if (/^keras\.(.*\.)?InputSpec$/.test(plainPath(path))) {
    const made = instanceOf(INPUT_SPEC, call);
    for (const { name, given: value } of given) if (name !== '') made.made.attributes.set(name, value);
    return made;
  }
  if (/^os\.(environ\.get|getenv)$/.test(path)) return given[1]?.given ?? NONE;
  return undefined;
}

/** `parser.add_argument(…)`, `parser.parse_args()`; undefined for other methods and objects. */
export function parserMethod(
  { of, attributes }: MadeInstance,
  name: string,
  call: Call,
  given: readonly GivenArgument[],
): Value | undefined {
  if (of !== PARSER) return undefined;
  const named = (wanted: string): Value | undefined => given.find((one) => one.name === wanted)?.given;
  switch (name) {
    case 'add_argument': {
      const flags = given.flatMap(({ name: keyword, given: value }) =>
        keyword === '' && value.type === 'string' ? [value.value] : [],
      );
      const flag = flags.find((one) => one.startsWith('--')) ?? flags[0];
      const wanted = named('dest');
      const key = wanted?.type === 'string' ? wanted.value : flag?.replace(/^-+/, '').replaceAll('-', '_');
      if (key !== undefined) attributes.set(key, defaultOf(named));
      return NONE;
    }
    case 'set_defaults':
      for (const { name: key, given: value } of given) if (key !== '') attributes.set(key, value);
      return NONE;
    // Arguments of a group are those of the parser.
    case 'add_argument_group':
    case 'add_mutually_exclusive_group':
      return {
        type: 'instance',
        made: { of, call, attributes, model: null, layer: null, built: false },
        origin: null,
      };
    case 'parse_args':
    case 'parse_known_args': {
      const made = instanceOf(NAMESPACE, call);
      attributes.forEach((value, key) => made.made.attributes.set(key, value));
      return name === 'parse_args' ? made : listValue([made, listValue([], null)], null);
    }
    default:
      return undefined;
  }
}

function defaultOf(named: (wanted: string) => Value | undefined): Value {
  const given = named('default');
  const type = named('type');
  if (given?.type === 'string' && type?.type === 'path' && /^builtins\.(int|float)$/.test(type.path)) {
    const value = Number(given.value);
    if (!Number.isNaN(value)) return numberValue(value, type.path.endsWith('int'), given.origin);
  }
  if (given !== undefined) return given;
  const action = named('action');
  const flag = action?.type === 'string' ? /^store_(true|false)$/.exec(action.value)?.[1] : undefined;
  return flag === undefined ? NONE : { type: 'constant', value: flag === 'false', origin: null };
}

/** `vars(args)`: undefined where it is no such object. */
export function variablesOf(value: Value | undefined): Value | undefined {
  if (value?.type !== 'instance' || value.made.of !== NAMESPACE) return undefined;
  return dictionary(
    [...value.made.attributes].map(([key, one]) => ({
      key: { type: 'string', value: key, origin: null },
      value: one,
    })),
    null,
  );
}
