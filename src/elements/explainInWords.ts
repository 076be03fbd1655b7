// One plain sentence about the number pointed at. It says what this number shows, not what such numbers may show.

import type { CellExplanation, LayerView } from '../train/facade';
import { formatPercent } from './format';
import type { Messages } from './locale';

/** Below this part of the layer's range a cell counts as near zero. */
const WEAK = 0.15;

export function explainInWords(explanation: CellExplanation, layer: LayerView, index: readonly number[], words: Messages): string {
  const { say } = words.inspector;
  switch (explanation.rule) {
    case 'max':
      return say.max;
    case 'mean':
      return say.mean;
    case 'sum': {
      if (explanation.activation === 'softmax') return say.answer(String(index[0] ?? 0), formatPercent(explanation.value));
      if (index.length === 1) return say.unit;
      const sum = explanation.sum - (explanation.bias ?? 0);
      if (explanation.terms.every(({ value }) => value === 0)) return say.blank;
      // Compared with what the window could give if all products had one sign.
      const most = explanation.terms.reduce((all, { value, weight }) => all + Math.abs(value * (weight ?? 1)), 0);
      const kernel = `${layer.kernel?.shape[0] ?? 1}×${layer.kernel?.shape[1] ?? 1}`;
      if (Math.abs(sum) < WEAK * most) return say.weak;
      return sum > 0 ? say.strong(kernel) : say.opposite(kernel);
    }
    case 'other':
      return say.other;
    default:
      explanation.rule satisfies never;
      return say.other;
  }
}
