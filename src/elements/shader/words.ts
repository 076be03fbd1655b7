// The words of the shader tab come with it: the first view of the page does without.

import { locale } from '../locale';
import { shader } from '../locales/shader';

export type ShaderWords = (typeof shader)['en'];

export const shaderWords = (): ShaderWords => shader[locale.language];
