// A session of a network on generated shapes, which are drawn on the device and learned in seconds.

import { compileTiles } from '../draw/painter';
import { preset } from '../models/presets';
import { TrainingSession } from '../session/session';
import { shapesToLookAt } from '../shapes/dataSet';
import { RECOMMENDED } from '../train/recommended';
import { sharedDevice } from './device';

export interface WholeNetwork {
  /** The name of a preset; it is fitted to the shapes. */
  readonly network: string;
  readonly colour: boolean;
  readonly seed: number;
}

/** @throws NoDeviceError; Error for a network that is not known, or does not suit the pictures */
export async function openWholeNetwork({ network, colour, seed }: WholeNetwork): Promise<TrainingSession> {
  const { model, optimizer, learningRate, batchSize, epochs, perClass } = RECOMMENDED.shapes;
  const options = { colour, perClass, seed: 1 };
  const requested = await sharedDevice();
  const session = await TrainingSession.open({
    ...{ network: preset(model), optimizer, learningRate, batchSize, epochs, seed },
    device: requested,
    data: { name: 'shapes', options },
    loadData: (_, { device }) => shapesToLookAt(device, options),
    onDevice: compileTiles,
  });
  if (network !== model) await session.openData({ name: 'shapes', options }, { network: preset(network) });
  const [first] = session.samples;
  if (first) session.showPicture(Float32Array.from(first.pixels, (pixel) => pixel / 255));
  return session;
}
