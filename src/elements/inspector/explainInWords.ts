// One plain sentence about the number pointed at. It says what this number shows, not what such numbers may show.

import type { CellExplanation, LayerView, StageFacade } from '../../session/facade';
import { formatNumber, formatPercent } from '../text/format';
import type { Messages } from '../locale';
import { className, classWords } from '../text/classes';

/** The sum as a part of what the products could give if all had one sign: below the first they cancel, above the second they agree. */
const CANCEL = 0.04;
const AGREE = 0.4;

/** What the number is, and which of the numbers it was made from are no finite numbers already. */
function notFiniteInWords(
  { value, gpuValue, terms, bias }: CellExplanation,
  { notFinite }: Messages,
): string {
  const broken = (one: number | null): boolean => one !== null && !Number.isFinite(one);
  const read = terms.filter(({ padded }) => !padded);
  const weighted = terms.filter(({ weight }) => weight !== null);
  const inputs = read.filter((term) => broken(term.value)).length;
  const weights = weighted.filter(({ weight }) => broken(weight)).length;
  const causes = [
    ...(inputs > 0 ? [notFinite.inputs(inputs, read.length)] : []),
    ...(weights > 0 ? [notFinite.weights(weights, weighted.length)] : []),
    ...(broken(bias) ? [notFinite.bias] : []),
  ];
  // A layer that has no terms says nothing of where it came from.
  if (causes.length === 0 && terms.length > 0) causes.push(notFinite.here);
  return notFinite.is(formatNumber(broken(gpuValue) ? gpuValue : value)) + causes.join('');
}

/** @param session for the names of the classes; digits without it */
export function explainInWords(
  explanation: CellExplanation,
  layer: LayerView,
  index: readonly number[],
  words: Messages,
  session: Pick<StageFacade, 'classNames'> | null = null,
): string {
  const { say } = words.inspector;
  if (![explanation.value, explanation.gpuValue, explanation.sum].every(Number.isFinite))
    return notFiniteInWords(explanation, words);
  switch (explanation.rule) {
    case 'max':
      return say.max;
    case 'mean':
      return say.mean;
    case 'sum': {
      if (explanation.activation === 'softmax')
        return classWords(session, words).probability(
          className(session, index[0] ?? 0),
          formatPercent(explanation.value),
          explanation.softmax?.length ?? 0,
        );
      if (index.length === 1) return say.unit;
      const sum = explanation.sum - (explanation.bias ?? 0);
      if (explanation.terms.every(({ value }) => value === 0)) return say.blank;
      if (explanation.terms.every(({ weight }) => weight === 0)) return say.noWeights;
      const most = explanation.terms.reduce(
        (all, { value, weight }) => all + Math.abs(value * (weight ?? 1)),
        0,
      );
      const kernel = `${layer.kernel?.shape[0] ?? 1}×${layer.kernel?.shape[1] ?? 1}`;
      const agreement = sum / most;
      if (Math.abs(agreement) < CANCEL) return say.weak;
      if (agreement > AGREE) return say.strong(kernel);
      if (agreement > 0) return say.some;
      const cut = explanation.activation.startsWith('relu') && explanation.sum < 0;
      return `${agreement < -AGREE ? say.opposite(kernel) : say.against}${cut ? say.cut : ''}`;
    }
    case 'other':
      return say.other;
    default:
      explanation.rule satisfies never;
      return say.other;
  }
}
