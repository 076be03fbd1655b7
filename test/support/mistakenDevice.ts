// A device whose compiler makes a mistake: it subtracts where a shader adds a product to one of its sums.

import { newTestDevice } from './device';

/** @param wrong the tuned kernels alone, or the plain ones as well */
export async function mistakenDevice(wrong: 'tuned' | 'all'): Promise<GPUDevice> {
  const device = await newTestDevice();
  const create = device.createShaderModule.bind(device);
  const sum = wrong === 'tuned' ? /\bsum_0 \+= / : /\bsum(_0)? \+= /;
  device.createShaderModule = ({ code, ...others }) =>
    create({ ...others, code: code.replace(sum, (text) => text.replace('+=', '-=')) });
  return device;
}
