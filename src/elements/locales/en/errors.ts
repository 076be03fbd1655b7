// What the engine refuses and why. Where an error brings no facts, its own message is shown.

import type { Expectation } from '../../../session/errorFacts';
import { formatShort } from '../../text/format';
import { list, mebibytes, shape, type Sentences, type ShapeMismatch } from '../errorSentences';

function expectedText(expected: Expectation): string {
  switch (expected.wants) {
    case 'range':
      return expected.max === Infinity
        ? `at least ${expected.min}`
        : `between ${expected.min} and ${expected.max}`;
    case 'choice':
      return `one of ${list(expected.values)}`;
    case 'whole':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'numbers':
      return 'a number, or one for each of up to four channels';
    case 'ends': {
      const { min, max, above } = expected;
      return min === undefined || max === undefined
        ? 'two different numbers, the least and the greatest'
        : `${above === true ? `above ${min} and at most ${max}` : `between ${min} and ${max}`}, or two such numbers, from and to`;
    }
    case 'axes':
      return 'the axes 1, 2, … in any order, each once';
    case 'pair':
      return 'a whole number, or one for the rows and one for the columns';
    case 'flag':
      return 'on or off';
    case 'shape':
      return 'a list of whole numbers of at least 1, or −1';
    case 'oneUnknown':
      return 'a list with at most one −1';
    case 'border':
      return 'a whole number of at least 0, two of them, or two pairs';
    case 'belowOne':
      return 'at least 0 and below 1';
    default:
      return expected satisfies never;
  }
}

function mismatchText(mismatch: ShapeMismatch): string {
  switch (mismatch.why) {
    case 'window':
      return `the window of ${shape(mismatch.reach)} is larger than its input of ${shape(mismatch.input)}`;
    case 'rank':
      return `the input must have rows, columns and channels, but it is ${shape(mismatch.input) || 'a single number'}`;
    case 'unequal':
      return `all inputs must be ${shape(mismatch.expected)}, but one is ${shape(mismatch.received)}`;
    case 'unequalBut':
      return `all inputs must agree with ${shape(mismatch.expected)} on all axes except ${mismatch.axis}, but one is ${shape(mismatch.received)}`;
    case 'axis':
      return `the axis must be 1 to ${mismatch.most}, or −1 to −${mismatch.most}, but it is ${mismatch.received}`;
    case 'count':
      return `the new shape must hold the ${mismatch.expected} values of the input, but it is ${shape(mismatch.received)}`;
    case 'groups':
      return `the number of groups must divide ${mismatch.of}, but it is ${mismatch.groups}`;
    case 'scalar':
      return 'the input must have at least one axis';
    case 'inputs':
      return `at least ${mismatch.least} inputs are needed`;
    default:
      return mismatch satisfies never;
  }
}

export const errors: Sentences = {
  noWebGpu: () =>
    'This browser does not support WebGPU, or the page was not opened over https or from localhost. Try a current Chrome, Edge, Safari or Firefox.',
  noAdapter: ({ reason }) =>
    `WebGPU found no graphics processor: its driver is not supported, or the browser blocks it.${reason === null ? '' : ` (${reason})`}`,
  noDevice: ({ adapter, reason }) => `The graphics processor “${adapter}” could not be used. (${reason})`,
  noFeature: ({ feature }) => `This graphics processor does not support \`${feature}\`.`,
  shader: ({ shader }) => `The shader \`${shader}\` could not be compiled on this device.`,
  tooLarge: ({ label, needsBytes, allowsBytes }) =>
    `\`${label}\` needs ${mebibytes(needsBytes)}, but this device allows ${mebibytes(allowsBytes)}. Choose a smaller batch or a smaller layer.`,
  noMemory: ({ network, needsBytes, at }) =>
    `This device does not have enough free memory for \`${network}\`, which needs ${mebibytes(needsBytes)}.${at ? ` None was left for \`${at.label}\` (${mebibytes(at.bytes)}). Choose a smaller batch or smaller layers.` : ''}`,
  memory: ({ network, batch, totalBytes, largest, largestBytes }) =>
    `\`${network}\` does not fit this device: a step on ${batch} picture${batch === 1 ? '' : 's'} needs ${mebibytes(totalBytes)}, the largest part \`${largest}\` alone ${mebibytes(largestBytes)}. Choose a smaller batch or smaller layers.`,
  unknownOption: ({ where, option, known }) =>
    `${where} has no option \`${option}\`. Available: ${list(known) || 'none'}.`,
  missingOption: ({ where, option }) => `${where} needs \`${option}\`.`,
  badOption: ({ where, option, expected, received }) =>
    `${where}: \`${option}\` must be ${expectedText(expected)}, but it is ${received}.`,
  shape: ({ layer, mismatch }) =>
    `${layer === null ? 'A layer' : `\`${layer}\``} cannot be built: ${mismatchText(mismatch)}.`,
  noLoss: ({ loss, known }) => `There is no loss \`${loss}\`. Available: ${list(known)}.`,
  lossTarget: ({ loss, expected, received }) =>
    `The loss \`${loss}\` expects targets of shape ${shape(expected) || 'one number'}, but received ${shape(received) || 'one number'}.`,
  lossOutput: ({ loss }) => `The loss \`${loss}\` needs an output with at least one axis.`,
  sameName: ({ name }) => `Two layers are called \`${name}\`. Names must differ.`,
  noLayers: ({ network }) => `\`${network}\` has no layers.`,
  noOutput: ({ network, output }) => `The output \`${output}\` is not a layer of \`${network}\`.`,
  badInput: ({ input, received }) =>
    `Every axis of the input \`${input}\` must be a whole number of at least 1, but it is ${received}.`,
  readsUnknown: ({ where, reads }) =>
    `${where} takes \`${reads}\` as its input, but no earlier layer has that name.`,
  shares: ({ where, owner, why }) =>
    `${where} uses the weights of \`${owner}\`, but ${{ unknown: 'no earlier layer has that name', kind: 'that is a layer of another kind', options: 'their options differ', shape: 'its input needs weights of another shape' }[why]}.`,
  inputCount: ({ where, least, received }) => `${where} needs at least ${least} inputs, but has ${received}.`,
  ends: ({ network, inputs }) =>
    `A sample here is one picture, so only networks with one input can be trained. \`${network}\` has ${inputs}.`,
  pictures: ({ network, expected, received }) =>
    `The input of \`${network}\` is ${shape(expected)}, but the pictures of the data are ${shape(received)}.`,
  noPooling: () => 'There is no pooling layer to swap.',
  noLayer: ({ layer }) => `There is no layer \`${layer}\`.`,
  twinAnswers: ({ expected, received }) =>
    `Both networks must have the same output shape: ${shape(expected)}, not ${shape(received)}.`,
  twinsAlike: () => 'The two networks do not differ.',
  nonFinite: ({ step, operation, learningRate }) =>
    `The loss of step ${step + 1} is not a finite number.${operation === null ? '' : ` The first non-finite value comes from \`${operation}\`.`} Training stopped at the last finite parameters. Try a learning rate smaller than ${formatShort(learningRate)}.`,
  notWhile: () => 'This is not possible at the moment. Try again when training has paused.',
  deviceLost: () => 'The browser lost the graphics processor in the meantime.',
  dataFile: ({ file, url, silent, status }) =>
    silent
      ? `The server has not sent anything of the file \`${file}\` for some time (${url}).`
      : `The file \`${file}\` could not be loaded from ${url}${status === null ? '' : ` (HTTP ${status})`}.`,
  // The engine's own message.
  dataSetFile: () => '',
  frozen: ({ layer }) =>
    `\`${layer}\` is frozen (\`trainable=False\`): training does not compute gradients of its weights.`,
  replaced: () => 'The network was replaced in the meantime.',
  notKept: ({ step }) => `Step ${step} is no longer saved.`,
  notPinned: () => 'Pin two moments first.',
  differenceShown: () =>
    'The stage shows the change between two moments. Go back to now to see single values.',
  otherData: ({ expected, received }) =>
    `The session was trained on ${received} pictures, but the data here have ${expected}. A session can continue only with the same data.`,
  wrongDevice: ({ device, layer, gradientOf, expected, received }) =>
    `This graphics processor (${device}) computes wrong numbers: ${gradientOf === null ? 'an output' : `a gradient of ${gradientOf}`} of \`${layer}\` should be ${expected.toPrecision(6)} and is ${received.toPrecision(6)}. Update its driver and the browser, or try another browser.`,
  brokenRun: () =>
    'The session is damaged: its batch size or step does not match its recorded training state.',
};
