// The part of Python's pickle that a `state_dict` consists of: numbers, text, lists, tuples, dictionaries and tensors.
//
// A pickle is a program for a small stack machine, and one of its instructions calls whatever Python function is named. Here
// only the functions that make up a tensor are known, as data; any other is refused by its name. Nothing is ever executed.
// Source: Python's Lib/pickletools.py (the instructions), PyTorch's torch/_utils.py and torch/serialization.py

import { FormatError } from '../storedModel';

/** Of a call's function or of a class: `torch.FloatStorage`. */
export class PickledName {
  constructor(readonly text: string) {}
}

/** The numbers of one or several tensors. */
export interface PickledStorage {
  /** `torch.FloatStorage` */
  readonly type: string;
  /** The name of its entry in the archive. */
  readonly key: string;
  readonly length: number;
}

export class PickledTensor {
  constructor(
    readonly storage: PickledStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

export type Pickled =
  null | boolean | number | string | readonly Pickled[] | Map<Pickled, Pickled> | PickledName | PickledTensor;

/** Weights have four at most, of three-dimensional convolutions five. */
const MAX_AXES = 8;

/** Marks where the items of a list, tuple or dictionary begin on the stack. */
const MARK = Symbol('mark');

/** @throws FormatError naming the instruction or function that is not known, with its byte */
export function readPickle(where: string, bytes: Uint8Array): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: (Pickled | PickledStorage | typeof MARK)[] = [];
  const memo = new Map<number, Pickled | PickledStorage>();
  let at = 0;

  const fail = (what: string): never => {
    throw new FormatError(`${where}, byte ${at}`, what);
  };
  const take = (length: number): number => {
    const from = at;
    if (length < 0 || from + length > bytes.byteLength)
      fail('the pickle ends in the middle of an instruction');
    at += length;
    return from;
  };
  const text = (length: number): string => new TextDecoder().decode(bytes.subarray(take(length), at));
  const line = (): string => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) fail('the pickle ends in the middle of an instruction');
    const found = text(end - at);
    at += 1;
    return found;
  };
  /** A whole number in the fewest bytes, the last of which has the sign. */
  const long = (length: number): number => {
    if (length > 8) fail(`a whole number of ${length} bytes; at most 8 are read`);
    let value = 0n;
    const from = take(length);
    for (let i = 0; i < length; i++) value |= BigInt(bytes[from + i] ?? 0) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * length, value));
  };
  const pop = (): Pickled => {
    const value = stack.pop();
    if (value === undefined || typeof value === 'symbol' || isStorage(value))
      return fail('the stack is empty');
    return value;
  };
  const top = (): Pickled => {
    const value = pop();
    stack.push(value);
    return value;
  };
  const toMark = (): (Pickled | PickledStorage)[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) fail('items without a beginning');
    const items = stack.splice(mark).slice(1);
    return items.filter((item) => typeof item !== 'symbol');
  };
  const items = (): Pickled[] =>
    toMark().map((item) => (isStorage(item) ? fail('a storage outside of a tensor') : item));
  const setItems = (pairs: readonly Pickled[]): void => {
    const target = top();
    if (!(target instanceof Map)) return fail('items are set in a value that is not a dictionary');
    for (let i = 0; i + 1 < pairs.length; i += 2) target.set(pairs[i] ?? null, pairs[i + 1] ?? null);
  };
  const append = (more: readonly Pickled[]): void => {
    const target = top();
    if (!Array.isArray(target)) return fail('items are appended to a value that is not a list');
    (target as Pickled[]).push(...more);
  };

  for (;;) {
    const code = bytes[take(1)] ?? 0;
    switch (String.fromCharCode(code)) {
      case '\x80': // PROTO
        take(1);
        break;
      case '\x95': // FRAME
        take(8);
        break;
      case '.': // STOP
        return pop();
      case '(': // MARK
        stack.push(MARK);
        break;
      case 'N': // NONE
        stack.push(null);
        break;
      case '\x88': // NEWTRUE
        stack.push(true);
        break;
      case '\x89': // NEWFALSE
        stack.push(false);
        break;
      case 'J': // BININT
        stack.push(view.getInt32(take(4), true));
        break;
      case 'K': // BININT1
        stack.push(bytes[take(1)] ?? 0);
        break;
      case 'M': // BININT2
        stack.push(view.getUint16(take(2), true));
        break;
      case '\x8a': // LONG1
        stack.push(long(bytes[take(1)] ?? 0));
        break;
      case 'G': // BINFLOAT
        stack.push(view.getFloat64(take(8)));
        break;
      case 'X': // BINUNICODE
        stack.push(text(view.getUint32(take(4), true)));
        break;
      case '\x8c': // SHORT_BINUNICODE
        stack.push(text(bytes[take(1)] ?? 0));
        break;
      case 'U': // SHORT_BINSTRING
        stack.push(text(bytes[take(1)] ?? 0));
        break;
      case 'T': // BINSTRING
        stack.push(text(view.getInt32(take(4), true)));
        break;
      case ']': // EMPTY_LIST
        stack.push([]);
        break;
      case 'a': {
        // APPEND
        const item = pop();
        append([item]);
        break;
      }
      case 'e': // APPENDS
        append(items());
        break;
      case ')': // EMPTY_TUPLE
        stack.push([]);
        break;
      case '\x85': // TUPLE1
        stack.push([pop()]);
        break;
      case '\x86': // TUPLE2
      case '\x87': {
        // TUPLE3
        const tuple = Array.from({ length: code === 0x86 ? 2 : 3 }, () => {
          const value = stack.pop();
          if (value === undefined || typeof value === 'symbol') return fail('the stack is empty');
          return value;
        });
        stack.push(tuple.reverse() as Pickled);
        break;
      }
      case 't': // TUPLE
        stack.push(toMark() as Pickled);
        break;
      case '}': // EMPTY_DICT
        stack.push(new Map());
        break;
      case 's': {
        // SETITEM
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 'u': // SETITEMS
        setItems(items());
        break;
      case 'q': // BINPUT
        memo.set(bytes[take(1)] ?? 0, memorable(stack.at(-1), fail));
        break;
      case 'r': // LONG_BINPUT
        memo.set(view.getUint32(take(4), true), memorable(stack.at(-1), fail));
        break;
      case '\x94': // MEMOIZE
        memo.set(memo.size, memorable(stack.at(-1), fail));
        break;
      case 'h': // BINGET
      case 'j': {
        // LONG_BINGET
        const key = code === 0x68 ? (bytes[take(1)] ?? 0) : view.getUint32(take(4), true);
        const value = memo.get(key);
        stack.push(value === undefined ? fail(`nothing was kept as ${key}`) : value);
        break;
      }
      case 'c': // GLOBAL
        stack.push(nameOf(line(), line(), fail));
        break;
      case '\x93': {
        // STACK_GLOBAL
        const [name, module] = [pop(), pop()];
        if (typeof name !== 'string' || typeof module !== 'string') return fail('a function without a name');
        stack.push(nameOf(module, name, fail));
        break;
      }
      case 'Q': // BINPERSID
        stack.push(storageOf(pop(), fail));
        break;
      case 'R': {
        // REDUCE
        const given = pop();
        stack.push(called(pop(), Array.isArray(given) ? (given as readonly Pickled[]) : [], fail));
        break;
      }
      case 'b': // BUILD: `_metadata` of a state_dict, and the like
        pop();
        break;
      default:
        fail(`instruction 0x${code.toString(16)} is not needed for tensors, and is not carried out`);
    }
  }
}

type Fail = (what: string) => never;

const isStorage = (value: unknown): value is PickledStorage =>
  typeof value === 'object' && value !== null && 'key' in value && 'type' in value;

function memorable(
  value: Pickled | PickledStorage | typeof MARK | undefined,
  fail: Fail,
): Pickled | PickledStorage {
  return value === undefined || typeof value === 'symbol' ? fail('nothing is there to be kept') : value;
}

const STORAGE = /^torch\.(?:storage\.)?\w+Storage$/;
const FUNCTIONS: ReadonlySet<string> = new Set([
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
  'torch.Size',
]);

function nameOf(module: string, name: string, fail: Fail): PickledName {
  const text = `${module}.${name}`;
  if (FUNCTIONS.has(text) || STORAGE.test(text)) return new PickledName(text);
  return fail(
    `'${text}' is not read: only tensors are. Save only the weights: torch.save(model.state_dict(), …)`,
  );
}

/** `('storage', torch.FloatStorage, '0', 'cpu', 150)` */
function storageOf(id: Pickled, fail: Fail): PickledStorage {
  const [kind, type, key, , length] = Array.isArray(id) ? (id as readonly Pickled[]) : [];
  if (kind !== 'storage' || !(type instanceof PickledName) || typeof key !== 'string' || !isCount(length))
    return fail('a storage must be named by its type, its entry and its length');
  return { type: type.text, key, length };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const areCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(isCount);

function called(callee: Pickled, given: readonly unknown[], fail: Fail): Pickled {
  if (!(callee instanceof PickledName)) return fail('the value that is called is not a function');
  const [first, second, third, fourth] = given;
  switch (callee.text) {
    case 'collections.OrderedDict':
      return new Map();
    case 'torch._utils._rebuild_parameter':
      return first instanceof PickledTensor ? first : fail('a parameter without a tensor');
    case 'torch._utils._rebuild_tensor_v2':
      if (!isStorage(first) || !isCount(second) || !areCounts(third) || !areCounts(fourth))
        return fail('a tensor must have a storage, an offset, a shape and strides');
      if (third.length !== fourth.length) return fail('a tensor must have as many strides as axes');
      if (third.length > MAX_AXES)
        return fail(`a tensor of ${third.length} axes; at most ${MAX_AXES} are read`);
      return new PickledTensor(first, second, third, fourth);
    case 'torch.Size':
      return Array.isArray(first) ? (first as readonly Pickled[]) : fail('a shape must be a list');
    default:
      return fail(`'${callee.text}' is not a function`);
  }
}
