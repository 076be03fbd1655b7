// The device of a terminal program, measured and checked at its first use.

import { requestGpuDevice, type RequestedDevice } from '../gpu/requestDevice';
import { calibrate } from '../tuning/calibrate';
import { recallPlain } from '../tuning/plainKernels';
import { prepareKernels } from '../tuning/prepareKernels';
import { verdictOn, WrongDeviceError } from '../tuning/verdict';
import { fileMemory } from './fileMemory';
import { printError } from './print';

/**
 * @param tune false: neither is done, whatever is remembered
 * @throws NoDeviceError; WrongDeviceError if it computes wrong numbers
 */
export async function openDevice(tune: boolean): Promise<RequestedDevice> {
  const gpu = await requestGpuDevice();
  const { device, description } = gpu;
  if (!tune) {
    await prepareKernels(device);
    return gpu;
  }
  const memory = fileMemory();
  if (!(await recallPlain(device, memory))) await calibrate(device, { memory });
  await prepareKernels(device);
  const { kernels, failed } = await verdictOn(device, memory);
  const [wrong] = failed?.wrong ?? [];
  if (kernels === 'none' && wrong) throw new WrongDeviceError(description, wrong);
  if (kernels === 'plain')
    printError(
      `The fast kernels compute wrong numbers on ${description}. The plain ones are used, which are slower.\n`,
    );
  return gpu;
}
