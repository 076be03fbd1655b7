// A change to the network that is being made: the network it would be, its name in the list of changes, and what would
// come of it, worked out beside the network that runs.

import type { NetworkConfig } from '../../models/network';
import type { OptionDescription } from '../../session/editing/catalogue';
import {
  optionsIn,
  withLayer,
  withMoved,
  withOption,
  withTrainable,
  withoutLayer,
} from '../../session/editing/chain';
import { factsOf } from '../../session/errorFacts';
import type { EditName } from '../../session/editing/editingFacade';
import { previewNetwork, type Preview, type Problem } from '../../session/editing/preview';
import { valueText } from './optionText';

export interface Draft {
  readonly network: NetworkConfig;
  readonly name: EditName;
  readonly preview: Preview;
  /** The layer to be open once it is built; null: none. */
  readonly open: string | null;
}

function drafted(network: NetworkConfig, name: EditName, open: string | null, classes: number): Draft {
  return { network, name, preview: previewNetwork(network, classes), open };
}

export function optionDraft(
  config: NetworkConfig,
  layer: string,
  option: OptionDescription,
  value: unknown,
  classes: number,
): Draft {
  const before = optionsIn(config, layer)[option.name];
  const text = (one: unknown): string => valueText(one, option.type) || '–';
  const values = { option: option.keras, from: text(before), to: text(value), layer };
  return drafted(withOption(config, layer, option.name, value), { key: 'option', values }, layer, classes);
}

export function additionDraft(
  config: NetworkConfig,
  kind: string,
  after: string | null,
  classes: number,
): Draft {
  const { network, name } = withLayer(config, kind, after);
  return drafted(network, { key: 'add', values: { layer: name } }, name, classes);
}

export function removalDraft(config: NetworkConfig, layer: string, classes: number): Draft {
  return drafted(withoutLayer(config, layer), { key: 'remove', values: { layer } }, null, classes);
}

export function moveDraft(config: NetworkConfig, layer: string, by: number, classes: number): Draft {
  return drafted(withMoved(config, layer, by), { key: 'move', values: { layer, by } }, layer, classes);
}

export function freezeDraft(config: NetworkConfig, layer: string, classes: number): Draft {
  const network = withTrainable(config, [layer], false);
  return drafted(network, { key: 'freeze', values: { layer } }, layer, classes);
}

/** @param layers that one, and others behind it */
export function unfreezeDraft(
  config: NetworkConfig,
  layer: string,
  layers: readonly string[],
  classes: number,
): Draft {
  const network = withTrainable(config, layers, true);
  return drafted(network, { key: 'unfreeze', values: { layer, count: layers.length } }, layer, classes);
}

export function networkDraft(network: NetworkConfig, to: string, classes: number): Draft {
  return drafted(network, { key: 'network', values: { to } }, null, classes);
}

/** The engine refused what looked right beforehand: too large for the device, for one. */
export function refused(draft: Draft, error: unknown): Draft {
  const message = error instanceof Error ? error.message : String(error);
  const problem: Problem = {
    why: 'other',
    layer: draft.open ?? '',
    className: '',
    message,
    facts: factsOf(error),
  };
  return { ...draft, preview: { ...draft.preview, problem } };
}
