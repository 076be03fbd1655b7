// The one device of all elements on a page, asked for when the first of them is seen.

import { isLost } from '../gpu/deviceLoss';
import { requestGpuDevice, type RequestedDevice } from '../gpu/requestDevice';
import { prepareKernels } from '../tuning/prepareKernels';

let shared: Promise<RequestedDevice> | null = null;

/** @throws NoDeviceError (as a rejection); the next element asks again */
export async function sharedDevice(): Promise<RequestedDevice> {
  const known = await shared?.catch(() => null);
  if (known && !(await isLost(known.device))) return known;
  const asked = (shared = request());
  asked.catch(() => {
    if (shared === asked) shared = null;
  });
  return asked;
}

async function request(): Promise<RequestedDevice> {
  const requested = await requestGpuDevice();
  await prepareKernels(requested.device);
  // A session destroys its device when it is closed. This one belongs to the other elements, too.
  Object.defineProperty(requested.device, 'destroy', { value: () => undefined });
  return requested;
}
