// The two kernels that make pictures of fruit. Each kind of fruit has a kernel of its own, of the same files and one that
// says what it looks like: a kernel for all of them would be slow to compile and full of branches.

import appleWgsl from '../../shaders/fruit/apple.wgsl?raw';
import avocadoWgsl from '../../shaders/fruit/avocado.wgsl?raw';
import bananaWgsl from '../../shaders/fruit/banana.wgsl?raw';
import citrusWgsl from '../../shaders/fruit/citrus.wgsl?raw';
import developWgsl from '../../shaders/fruit/develop.wgsl?raw';
import grapeWgsl from '../../shaders/fruit/grape.wgsl?raw';
import handWgsl from '../../shaders/fruit/hand.wgsl?raw';
import kiwiWgsl from '../../shaders/fruit/kiwi.wgsl?raw';
import lemonWgsl from '../../shaders/fruit/lemon.wgsl?raw';
import libWgsl from '../../shaders/fruit/lib.wgsl?raw';
import mangoWgsl from '../../shaders/fruit/mango.wgsl?raw';
import orangeWgsl from '../../shaders/fruit/orange.wgsl?raw';
import peachWgsl from '../../shaders/fruit/peach.wgsl?raw';
import pearWgsl from '../../shaders/fruit/pear.wgsl?raw';
import pineappleWgsl from '../../shaders/fruit/pineapple.wgsl?raw';
import renderWgsl from '../../shaders/fruit/render.wgsl?raw';
import sceneWgsl from '../../shaders/fruit/scene.wgsl?raw';
import strawberryWgsl from '../../shaders/fruit/strawberry.wgsl?raw';
import surroundingsWgsl from '../../shaders/fruit/surroundings.wgsl?raw';
import tomatoWgsl from '../../shaders/fruit/tomato.wgsl?raw';
import watermelonWgsl from '../../shaders/fruit/watermelon.wgsl?raw';
import { defineKernel, workgroupsFor, type Kernel } from '../kernels/kernel';
import { LINEAR_ID_WGSL } from '../kernels/libraries';
import type { FruitName } from './fruits';

/** What each kind looks like: its own file, after what it shares with others. */
const LOOKS: Readonly<Record<FruitName, readonly string[]>> = {
  apple: [appleWgsl],
  banana: [bananaWgsl],
  orange: [citrusWgsl, orangeWgsl],
  lemon: [citrusWgsl, lemonWgsl],
  pear: [pearWgsl],
  kiwi: [kiwiWgsl],
  pineapple: [pineappleWgsl],
  watermelon: [watermelonWgsl],
  strawberry: [strawberryWgsl],
  grape: [grapeWgsl],
  peach: [peachWgsl],
  tomato: [tomatoWgsl],
  mango: [mangoWgsl],
  avocado: [avocadoWgsl],
};

/** Pixels of each of so many scenes. */
export interface FruitWork {
  readonly items: number;
  readonly scenes: number;
}

export type RenderKernel = Kernel<FruitWork, 'scenes' | 'settings' | 'light'>;

export function renderKernel(name: FruitName): RenderKernel {
  return defineKernel({
    name: `fruit/${name}`,
    source: [sceneWgsl, libWgsl, ...LOOKS[name], handWgsl, surroundingsWgsl, renderWgsl],
    bindings: { scenes: 'read', settings: 'uniform', light: 'read_write' },
    plan: ({ items, scenes }: FruitWork) => ({
      constants: {},
      workgroups: [Math.ceil(items / 64), scenes, 1],
      flops: 0, // as many as the rays need
    }),
  });
}

export const develop = defineKernel({
  name: 'fruit/develop',
  source: [LINEAR_ID_WGSL, sceneWgsl, libWgsl, developWgsl],
  bindings: { scenes: 'read', light: 'read', settings: 'uniform', pictures: 'read_write' },
  plan: ({ items, scenes }: FruitWork) => ({
    constants: {},
    workgroups: workgroupsFor((items * scenes) / 4, 64),
    flops: 0,
  }),
});
