// Names of the kernels to try: for the inspector, and in the names of edits.

import type { KernelPreset } from '../../session/editing/kernelPresets';
import { wordsOf } from '../locale';

const en: Readonly<Record<KernelPreset, string>> = {
  edgeHorizontal: 'Edge —',
  edgeVertical: 'Edge |',
  edgeDiagonal: 'Edge ∕',
  blur: 'Blur',
  sharpen: 'Sharpen',
  emboss: 'Emboss',
  identity: 'Identity',
  mean: 'Mean',
};

const ja: typeof en = {
  edgeHorizontal: '横エッジ',
  edgeVertical: '縦エッジ',
  edgeDiagonal: '斜めエッジ',
  blur: 'ぼかし',
  sharpen: '鮮鋭化',
  emboss: 'エンボス',
  identity: 'そのまま',
  mean: '平均',
};

export const presetNames = { en, ja };

export const presetNameWords = wordsOf('presetNames', presetNames);
