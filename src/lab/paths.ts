// What a path says of its picture: its class is the folder it lies in, its recording is told by its name
// (data/recordings.ts), and what Fruits-360 calls Training and Test are recordings of their own.
//
//   fruit/Training/Apple Red 1/r_12_100.jpg   class `Apple Red 1`
//   kiwi/kitchen1_0007.jpg                    class `kiwi`, with all of kitchen1

import { recordingOf } from '../data/recordings';

const PARTS = /^(training|train|test|testing|validation|val)$/i;

export interface Place {
  /** Null for a picture that lies in no folder. */
  readonly className: string | null;
  readonly recording: string;
  readonly name: string;
}

/** @param path with `/` between folders; none of its parts is trusted to be a name on this machine */
export function placeOf(path: string): Place {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const name = parts.at(-1) ?? path;
  const folders = parts.slice(0, -1).filter((part) => !PARTS.test(part));
  const set = parts.slice(0, -1).find((part) => PARTS.test(part));
  return {
    className: folders.at(-1) ?? null,
    name,
    recording: [set, recordingOf(name)].filter(Boolean).join(' '),
  };
}
