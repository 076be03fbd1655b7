// `--schedule NAME,argument=…`: how the learning rate changes, with Keras's arguments; what is not given suits the length of
// the run.

import { encodeSchedule, type Schedule } from '../optimizers/moreSchedules';

/** As it was typed. */
export interface ScheduleOption {
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
}

interface Length {
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

interface Form {
  /** Arguments with a number; flags are in `flags`. */
  readonly numbers: readonly string[];
  readonly flags?: readonly string[];
  make(given: Readonly<Record<string, number>>, flags: ReadonlySet<string>, length: Length): Schedule;
}

const FORMS: Readonly<Record<string, Form>> = {
  constant: { numbers: [], make: () => ({ kind: 'constant' }) },
  step: {
    numbers: ['factor', 'every'],
    make: ({ factor = 0.1, every }, _, { steps }) => ({
      kind: 'step',
      factor,
      every: every ?? Math.max(1, Math.ceil(steps / 3)),
    }),
  },
  cosine: {
    numbers: ['decay_steps', 'alpha', 'warmup_steps'],
    make: ({ decay_steps, alpha = 0, warmup_steps: warmupSteps = 0 }, _, { steps }) => ({
      kind: 'cosine',
      decaySteps: decay_steps ?? Math.max(1, steps - warmupSteps),
      ...{ alpha, warmupSteps },
    }),
  },
  exponential: {
    numbers: ['decay_steps', 'decay_rate'],
    flags: ['staircase'],
    make: ({ decay_steps, decay_rate: decayRate = 0.9 }, flags, { stepsPerEpoch }) => ({
      ...{ kind: 'exponential', decaySteps: decay_steps ?? stepsPerEpoch, decayRate },
      staircase: flags.has('staircase'),
    }),
  },
  'inverse-time': {
    numbers: ['decay_steps', 'decay_rate'],
    flags: ['staircase'],
    make: ({ decay_steps, decay_rate: decayRate = 0.5 }, flags, { stepsPerEpoch }) => ({
      ...{ kind: 'inverseTime', decaySteps: decay_steps ?? stepsPerEpoch, decayRate },
      staircase: flags.has('staircase'),
    }),
  },
  polynomial: {
    numbers: ['decay_steps', 'alpha', 'power'],
    flags: ['cycle'],
    make: ({ decay_steps, alpha = 0, power = 1 }, flags, { steps }) => ({
      ...{ kind: 'polynomial', decaySteps: decay_steps ?? steps, alpha, power },
      cycle: flags.has('cycle'),
    }),
  },
  'cosine-restarts': {
    numbers: ['first_decay_steps', 't_mul', 'm_mul', 'alpha'],
    make: ({ first_decay_steps, t_mul: tMul = 2, m_mul: mMul = 1, alpha = 0 }, _, { stepsPerEpoch }) => ({
      ...{ kind: 'cosineRestarts', firstDecaySteps: first_decay_steps ?? stepsPerEpoch },
      ...{ tMul, mMul, alpha },
    }),
  },
  piecewise: {
    numbers: [],
    make: (given) => {
      const boundaries = Object.keys(given)
        .map(Number)
        .sort((a, b) => a - b);
      return { kind: 'piecewise', boundaries, factors: boundaries.map((at) => given[String(at)] ?? 1) };
    },
  },
};

export const SCHEDULE_NAMES = Object.keys(FORMS);

/** @throws RangeError naming the schedule, what it takes, and what was received */
export function readSchedule(text: string): ScheduleOption {
  const [name = '', ...parts] = text.split(',').map((part) => part.trim());
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  if (form === undefined) throw new RangeError(`must be ${listed(SCHEDULE_NAMES)}. Received '${name}'`);
  const given: Record<string, string> = {};
  for (const part of parts) {
    const [key = '', value] = part.split('=');
    const isBoundary = name === 'piecewise' && /^\d+$/.test(key);
    const takes = value === undefined ? form.flags?.includes(key) : isBoundary || form.numbers.includes(key);
    if (takes !== true || value?.trim() === '' || (value !== undefined && !Number.isFinite(Number(value))))
      throw new RangeError(`${name} takes ${argumentsOf(name, form)}. Received '${part}'`);
    given[key] = value ?? '';
  }
  const option = { name, given };
  // Numbers that no length makes right are refused at once.
  scheduleOf(option, { steps: 1000, stepsPerEpoch: 100 });
  return option;
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

function argumentsOf(name: string, { numbers, flags = [] }: Form): string {
  if (name === 'piecewise') return 'STEP=FACTOR, such as piecewise,500=0.1,800=0.01';
  const all = [...numbers.map((one) => `${one}=`), ...flags];
  return all.length === 0 ? 'no arguments' : all.join(', ');
}

/** @param option or the schedule itself. @throws RangeError for numbers that the schedule cannot have */
export function scheduleOf(option: ScheduleOption | Schedule, length: Length): Schedule {
  if ('kind' in option) return option;
  const { name, given } = option;
  const form = FORMS[name];
  if (form === undefined) throw new RangeError(`there is no schedule '${name}'`);
  const flags = new Set(Object.keys(given).filter((key) => given[key] === ''));
  const numbers = Object.entries(given).filter(([, value]) => value !== '');
  const schedule = form.make(
    Object.fromEntries(numbers.map(([key, value]) => [key, Number(value)])),
    flags,
    length,
  );
  encodeSchedule(schedule);
  return schedule;
}
