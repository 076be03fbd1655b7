// Methods of lists, dictionaries and texts.

import { dictionary, itemKey, listValue, resize } from './arithmetic';
import type { Range } from './syntax';
import { braces, textOf } from './texts';
import type { GivenArgument, Value } from './values';

type Of<Type extends Value['type']> = Value & { readonly type: Type };

const text = (value: string): Value => ({ type: 'string', value, origin: null });

/** A list within a list is a copy here, so that none can hold itself. */
const held = (value: Value): Value => (value.type === 'list' ? { ...value, items: [...value.items] } : value);

/** @returns undefined where it is not known */
export function collectionMethod(
  of: Of<'list'> | Of<'dictionary'> | Of<'string'>,
  name: string,
  given: readonly GivenArgument[],
  at: Range,
): Value | undefined {
  const values = given.filter((one) => one.name === '').map((one) => one.given);
  if (of.type === 'list') return listMethod(of, name, values);
  if (of.type === 'dictionary') return dictionaryMethod(of, name, values, given);
  return textMethod(of.value, name, values, given, at);
}

function listMethod(list: Of<'list'>, name: string, [first, second]: readonly Value[]): Value | undefined {
  const { items } = list;
  switch (name) {
    case 'append':
      if (first !== undefined) items.push(held(first));
      break;
    case 'extend':
      if (first?.type === 'list') items.push(...first.items);
      break;
    case 'insert':
      if (first?.type === 'number' && second !== undefined) items.splice(first.value, 0, held(second));
      break;
    case 'reverse':
      items.reverse();
      break;
    case 'clear':
      items.length = 0;
      break;
    case 'pop': {
      const [taken] = items.splice(first?.type === 'number' ? first.value : -1, 1);
      resize(list);
      return taken;
    }
    case 'copy':
    case 'astype':
    case 'as_list':
      return listValue([...items], null);
    case 'index': {
      const place = first === undefined ? -1 : items.findIndex((item) => itemKey(item) === itemKey(first));
      return place < 0 ? undefined : { type: 'number', value: place, whole: true, origin: null };
    }
    default:
      return undefined;
  }
  resize(list);
  return undefined;
}

function dictionaryMethod(
  of: Of<'dictionary'>,
  name: string,
  [first, second]: readonly Value[],
  given: readonly GivenArgument[],
): Value | undefined {
  const entries = [...of.entries.values()];
  const key = first === undefined ? null : itemKey(first);
  switch (name) {
    case 'items':
      return listValue(
        entries.map((entry) => listValue([entry.key, entry.value], null)),
        null,
      );
    case 'keys':
      return listValue(
        entries.map((entry) => entry.key),
        null,
      );
    case 'values':
      return listValue(
        entries.map((entry) => entry.value),
        null,
      );
    case 'copy':
      return dictionary(entries, null);
    case 'get':
    case 'pop':
    case 'setdefault': {
      if (key === null) return undefined;
      const found = of.entries.get(key)?.value ?? second ?? { type: 'constant', value: null, origin: null };
      if (name === 'pop') of.entries.delete(key);
      else if (name === 'setdefault' && first !== undefined)
        of.entries.set(key, { key: first, value: held(found) });
      resize(of);
      return found;
    }
    case 'update': {
      const more = first?.type === 'dictionary' ? [...first.entries.values()] : [];
      const named = given.flatMap((one) =>
        one.name === '' ? [] : { key: text(one.name), value: one.given },
      );
      for (const entry of [...more, ...named]) {
        const place = itemKey(entry.key);
        if (place !== null && entry.value !== of)
          of.entries.set(place, { ...entry, value: held(entry.value) });
      }
      resize(of);
      return undefined;
    }
    default:
      return undefined;
  }
}

function textMethod(
  value: string,
  name: string,
  values: readonly Value[],
  given: readonly GivenArgument[],
  origin: Range,
): Value | undefined {
  const [first, second] = values;
  const made = (result: string | null): Value | undefined =>
    result === null || result.length > 1_000
      ? undefined
      : { type: 'string', value: result, origin: { from: origin.from, to: origin.to } };
  switch (name) {
    case 'format': {
      const named = given.flatMap((one) => (one.name === '' ? [] : [[one.name, one.given] as const]));
      return made(braces(value, values, new Map(named)));
    }
    case 'lower':
      return made(value.toLowerCase());
    case 'upper':
      return made(value.toUpperCase());
    case 'strip':
      return values.length === 0 ? made(value.trim()) : undefined;
    case 'startswith':
    case 'endswith': {
      if (first?.type !== 'string') return undefined;
      const fits = name === 'startswith' ? value.startsWith(first.value) : value.endsWith(first.value);
      return { type: 'constant', value: fits, origin: null };
    }
    case 'replace':
      return first?.type === 'string' && second?.type === 'string' && first.value !== ''
        ? made(value.replaceAll(first.value, second.value))
        : undefined;
    case 'split': {
      const parts =
        first?.type === 'string' && first.value !== '' ? value.split(first.value) : value.split(/\s+/);
      return listValue(parts.map(text), null);
    }
    case 'join': {
      const parts = first?.type === 'list' ? first.items.map(textOf) : [null];
      return made(parts.includes(null) ? null : parts.join(value));
    }
    default:
      return undefined;
  }
}
