// Attribution kernels: occlusion, gradients with respect to the picture, Grad-CAM, activation maximisation, and
// the pictures that excite a map most. What each computes, with its source, stands in its shader.

import ascentMeasureWgsl from '../../../shaders/why/ascent_measure.wgsl?raw';
import ascentStepWgsl from '../../../shaders/why/ascent_step.wgsl?raw';
import collectUnitWgsl from '../../../shaders/why/collect_unit.wgsl?raw';
import gradCamWgsl from '../../../shaders/why/grad_cam.wgsl?raw';
import inputGradientWgsl from '../../../shaders/why/input_gradient.wgsl?raw';
import keepTopWgsl from '../../../shaders/why/keep_top.wgsl?raw';
import mapPeaksWgsl from '../../../shaders/why/map_peaks.wgsl?raw';
import occludeWgsl from '../../../shaders/why/occlude.wgsl?raw';
import occlusionDropWgsl from '../../../shaders/why/occlusion_drop.wgsl?raw';
import pickPicturesWgsl from '../../../shaders/why/pick_pictures.wgsl?raw';
import { defineKernel, workgroupsFor } from '../kernel';
import { LINEAR_ID_WGSL, TRAINING_STATE_WGSL } from '../libraries';

interface MapSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Numbers in the settings that occlude, collectUnit and occlusionDrop share. */
export const OCCLUSION_SETTINGS = 7;

export const occlude = defineKernel({
  name: 'occlude',
  source: [LINEAR_ID_WGSL, occludeWgsl],
  bindings: { picture: 'read', settings: 'read', x: 'read_write' },
  plan: ({ rows, height, width, channels }: MapSize & { readonly rows: number }) => ({
    constants: { ROWS: rows, HEIGHT: height, WIDTH: width, CHANNELS: channels },
    workgroups: workgroupsFor(rows * height * width * channels, 64),
    flops: 0,
  }),
});

export const collectUnit = defineKernel({
  name: 'collect_unit',
  source: collectUnitWgsl,
  bindings: { y: 'read', settings: 'read', values: 'read_write' },
  plan: ({ rows, size }: { readonly rows: number; readonly size: number }) => ({
    constants: { ROWS: rows, SIZE: size },
    workgroups: [Math.ceil(rows / 64), 1, 1],
    flops: 0,
  }),
});

export const occlusionDrop = defineKernel({
  name: 'occlusion_drop',
  source: [LINEAR_ID_WGSL, occlusionDropWgsl],
  bindings: { values: 'read', settings: 'read', map: 'read_write' },
  plan: ({ most }: { readonly most: number }) => ({
    constants: { MOST: most },
    workgroups: workgroupsFor(most, 64),
    flops: most,
  }),
});

export const inputGradient = defineKernel({
  name: 'input_gradient',
  source: [LINEAR_ID_WGSL, inputGradientWgsl],
  bindings: { g: 'read', map: 'read_write' },
  plan: ({ height, width, channels, magnitude }: MapSize & { readonly magnitude: boolean }) => ({
    constants: { PIXELS: height * width, CHANNELS: channels, MAGNITUDE: Number(magnitude) },
    workgroups: workgroupsFor(height * width, 64),
    flops: height * width * channels,
  }),
});

export const gradCam = defineKernel({
  name: 'grad_cam',
  source: gradCamWgsl,
  bindings: { a: 'read', dA: 'read', map: 'read_write' },
  plan: ({ height, width, channels }: MapSize) => ({
    constants: { PLACES: height * width, CHANNELS: channels },
    workgroups: [1, 1, 1],
    flops: 3 * height * width * channels,
  }),
});

export const ascentMeasure = defineKernel({
  name: 'ascent_measure',
  source: ascentMeasureWgsl,
  bindings: { g: 'read', y: 'read', seeds: 'read', measured: 'read_write' },
  plan: ({ pixels, outputs }: { readonly pixels: number; readonly outputs: number }) => ({
    constants: { PIXELS: pixels, OUTPUTS: outputs },
    workgroups: [1, 1, 1],
    flops: 2 * (pixels + outputs),
  }),
});

export const ascentStep = defineKernel({
  name: 'ascent_step',
  source: [LINEAR_ID_WGSL, ascentStepWgsl],
  bindings: { x: 'read', g: 'read', measured: 'read', settings: 'read', next: 'read_write' },
  plan: ({ height, width, channels }: MapSize) => ({
    constants: { HEIGHT: height, WIDTH: width, CHANNELS: channels },
    workgroups: workgroupsFor(height * width * channels, 64),
    flops: 30 * height * width * channels,
  }),
});

interface Maps {
  readonly rows: number;
  readonly places: number;
  readonly channels: number;
}

export const mapPeaks = defineKernel({
  name: 'map_peaks',
  source: [LINEAR_ID_WGSL, mapPeaksWgsl],
  bindings: { y: 'read', peaks: 'read_write' },
  plan: ({ rows, places, channels }: Maps) => ({
    constants: { ROWS: rows, PLACES: places, CHANNELS: channels },
    workgroups: workgroupsFor(rows * channels, 64),
    flops: rows * places * channels,
  }),
});

export const keepTop = defineKernel({
  name: 'keep_top',
  source: [TRAINING_STATE_WGSL, keepTopWgsl],
  bindings: { peaks: 'read', trainingState: 'read', top: 'read_write' },
  plan: ({ rows, channels, keep }: Omit<Maps, 'places'> & { readonly keep: number }) => ({
    constants: { ROWS: rows, CHANNELS: channels, KEEP: keep },
    workgroups: [Math.ceil(channels / 64), 1, 1],
    flops: rows * channels,
  }),
});

interface Pick {
  readonly rows: number;
  readonly features: number;
  readonly scale: number;
  readonly offset: number;
  /** As for gather. */
  readonly part?: { readonly first: number; readonly count: number };
}

export const pickPictures = defineKernel({
  name: 'pick_pictures',
  source: [LINEAR_ID_WGSL, pickPicturesWgsl],
  bindings: { features: 'read', targets: 'read', picks: 'read', x: 'read_write', labels: 'read_write' },
  plan: ({ rows, features, scale, offset, part }: Pick) => ({
    constants: {
      ...{ ROWS: rows, FEATURES: features, SCALE: scale, OFFSET: offset },
      ...(part && { FIRST: part.first, COUNT: part.count }),
    },
    workgroups: workgroupsFor(rows * features, 64),
    flops: 2 * rows * features,
  }),
});
