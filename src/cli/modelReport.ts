// What was read, fitted and written, as lines for the terminal.

import { shapeText } from '../graph/tensor';
import type { FitReport } from '../formats/fitWeights';
import { FORMATS, type ReadResult } from '../formats/formats';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import { WEB_PAGE_READERS, type ReadScript, type SaveTarget } from './modelFiles';

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

/** `28×28×1 → 10`, all inputs and outputs. */
function endsText(network: Network): string {
  const inputs = network.inputs.map(({ shape }) => shapeText(shape)).join(' and ');
  const outputs = network.outputs
    .map((name) => shapeText(network.layers.find((layer) => layer.name === name)?.outputShape ?? []))
    .join(' and ');
  return `${inputs} → ${outputs}`;
}

export function networkText(network: Network): string {
  const { name, layers, parameterCount } = network;
  return `network '${name}', ${endsText(network)}, ${counted(layers.length, 'layer')}, ${counted(parameterCount, 'parameter')}`;
}

export function readText(result: ReadResult | ReadScript): string {
  const lines: string[] = [];
  if (result.kind === 'model') {
    const { network, weights, remarks } = result.model;
    lines.push(
      `read ${result.file} (${result.format}): ${networkText(defineNetwork(network))}${weights === null ? ', without weights' : ''}`,
    );
    if (result.run !== null) {
      const { step } = result.run.checkpoint;
      lines.push(
        `  the training run of the session (${counted(step, 'step')}) is not used: only its network and weights`,
      );
    }
    lines.push(...remarks.map((remark) => `  ${remark}`));
  } else {
    const tensors = result.groups.flatMap((group) => group.tensors);
    const numbers = tensors.reduce((sum, { values }) => sum + values.length, 0);
    lines.push(
      `read ${result.file} (${result.format}): only weights, no network: ${counted(tensors.length, 'tensor')}, ${counted(numbers, 'value')}`,
    );
    lines.push(...result.remarks.map((remark) => `  ${remark}`));
  }
  return `${lines.join('\n')}\n`;
}

/** A line for each parameter that the file did not fill, and for each tensor left over. */
export function fitText({ matched, missing, unused }: FitReport): string {
  const byOrder = matched.filter(({ by }) => by === 'order').length;
  const lines = [
    `loaded ${matched.length} of ${counted(matched.length + missing.length, 'parameter')}${byOrder > 0 ? `, ${byOrder} of them matched by order` : ''}`,
    ...missing.map(({ parameter, shape, found }) =>
      found === null
        ? `  ${parameter} (${shapeText(shape)}): not in the file`
        : `  ${parameter} (${shapeText(shape)}): '${found.tensor}' in the file has shape ${shapeText(found.shape)}`,
    ),
    ...unused.map(({ tensor, shape }) => `  '${tensor}' (${shapeText(shape)}) of the file is not used`),
  ];
  return `${lines.join('\n')}\n`;
}

export function writtenText(
  path: string,
  format: SaveTarget['format'],
  bytes: number,
  remarks: readonly string[],
): string {
  const readers =
    format === 'html' ? WEB_PAGE_READERS : (FORMATS.find(({ id }) => id === format)?.readers ?? format);
  const size =
    bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `${[`wrote ${path} (${size}) for ${readers}`, ...remarks.map((remark) => `  ${remark}`)].join('\n')}\n`;
}
