// The network that the fruit lab's features come from: MobileNetV2, two megabytes, fetched when they are wanted.

import { mobilenetTransfer } from '../../datasets/mobilenet/files';
import { loadMobilenet } from '../../datasets/mobilenet/page';
import type { TransferBase } from '../lab/hooks';
import { lateFile } from './data/lateFiles';

export const transferBase: TransferBase = {
  load: (options) => lateFile(() => loadMobilenet(options), options.signal),
  features: mobilenetTransfer,
};
