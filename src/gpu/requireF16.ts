// What refuses a device whose shaders cannot use f16. Loaded where f16 is asked for.

/** A requested feature is missing on this device. The message says which, and what to do instead. */
export class MissingFeatureError extends Error {
  override readonly name = 'MissingFeatureError';
  constructor(
    message: string,
    readonly facts: { readonly code: 'noFeature'; readonly feature: string },
  ) {
    super(message);
  }
}

/** @throws MissingFeatureError if shaders cannot use f16 */
export function requireF16(device: GPUDevice): void {
  if (device.features.has('shader-f16')) return;
  throw new MissingFeatureError(
    "f16 weights: expected a device with the feature 'shader-f16'. This device does not have it: the GPU or its driver does not support it, " +
      'or the device was not requested with it (requestGpuDevice() does where it can). Use f32 weights.',
    { code: 'noFeature', feature: 'shader-f16' },
  );
}
