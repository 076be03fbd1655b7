// What a change made in the code is called in the list of changes: as the sliders would call it where it is one of theirs.

import type { NetworkConfig } from '../../models/network';
import { describeKind, sameNetwork } from '../../session/editing/catalogue';
import type { EditName } from '../../session/editing/editingFacade';
import type { SessionSettings, TrainingSettings } from '../../session/runFacade';
import { formatShort } from '../text/format';
import { valueText } from '../network/optionText';

const CODE: EditName = { key: 'code', values: {} };
const ARGUMENTS = { optimizer: 'optimizer', batchSize: 'batch_size', epochs: 'epochs' } as const;

const namesOf = ({ layers }: NetworkConfig): string[] => layers.map(({ name = '' }) => name);

/** The one of `longer` that `shorter` has not; null where they differ by more. */
function oneMore(longer: readonly string[], shorter: readonly string[]): string | null {
  if (longer.length !== shorter.length + 1) return null;
  const at = longer.findIndex((name, place) => name !== shorter[place]);
  return longer.toSpliced(at, 1).join() === shorter.join() ? (longer[at] ?? null) : null;
}

/** @param changed the settings of training that change, beside `now` */
export function changeName(
  from: NetworkConfig,
  to: NetworkConfig,
  changed: TrainingSettings,
  now: SessionSettings,
): EditName {
  const settings = Object.keys(changed);
  if (sameNetwork(from, to)) return settings.length === 1 ? settingName(changed, now) : CODE;
  if (settings.length > 0) return CODE;
  const [before, after] = [namesOf(from), namesOf(to)];
  const added = oneMore(after, before);
  if (added !== null) return { key: 'add', values: { layer: added } };
  const removed = oneMore(before, after);
  if (removed !== null) return { key: 'remove', values: { layer: removed } };
  if (before.join() !== after.join()) return CODE;
  const differing = to.layers.flatMap(({ name = '', kind, options = {}, sharesWith }, at) => {
    const was = from.layers[at];
    const old = was?.options ?? {};
    if (was?.kind !== kind || was.sharesWith !== sharesWith) return [null];
    return describeKind(kind).options.flatMap(({ name: option, keras, type, default: fallback }) => {
      const text = (of: typeof old): string => valueText(of[option] ?? fallback, type);
      const [a, b] = [text(old), text(options)];
      return a === b ? [] : [{ option: keras, from: a || '–', to: b || '–', layer: name }];
    });
  });
  const [only] = differing;
  return differing.length === 1 && only ? { key: 'option', values: only } : CODE;
}

function settingName(changed: TrainingSettings, now: SessionSettings): EditName {
  const [name = ''] = Object.keys(changed);
  if (name === 'learningRate') {
    const to = changed.learningRate ?? 0;
    return { key: 'learningRate', values: { from: now.learningRate, to } };
  }
  if (!(name in ARGUMENTS)) return CODE;
  const key = name as keyof typeof ARGUMENTS;
  const text = (value: string | number | undefined): string =>
    typeof value === 'number' ? formatShort(value) : (value ?? '');
  return {
    key: 'training',
    values: { what: ARGUMENTS[key], from: text(now[key]), to: text(changed[key]) },
  };
}
