// What a path says of its picture: its class is the folder it lies in, and pictures that were taken in one go are told by
// their names.
//
//   fruit/Training/Apple Red 1/r_12_100.jpg   class `Apple Red 1`, recording `r` (Fruits-360: one turn of one fruit)
//   kiwi/kitchen_0007.jpg                     class `kiwi`, recording `kitchen`
//   kiwi/kitchen/7.jpg                        class `kiwi`, recording `kitchen`, where the classes are known
//   kiwi/IMG_2041.jpg                         a picture by itself: cameras number what they take, whatever it shows

const PARTS = /^(training|train|test|testing|validation|val)$/i;
/** Names that cameras and programs give: their numbers say nothing of what belongs together. */
const COUNTED = /^(img|dsc[nf]?|p|pxl|image|picture|photo|screenshot|snap|foto|mvimg|gopr)[-_ ]?$/i;

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
  const className = folders.at(-1) ?? null;
  const set = parts.slice(0, -1).find((part) => PARTS.test(part));
  return { className, name, recording: [set, seriesOf(name)].filter(Boolean).join(' ') };
}

/** Of `r_12_100.jpg` the `r`, of `apple_001_12.jpg` the `apple_001`; the name itself where it ends in no number. */
export function seriesOf(name: string): string {
  const stem = name.replace(/\.[^.]*$/, '');
  // Fruits-360: [series_]place_size.
  const turned = /^(?:(.*)_)?\d+_100$/.exec(stem);
  if (turned) return turned[1] ?? 'turn';
  const counted = /^(.*?)[-_ ]?\(?(\d+)\)?$/.exec(stem);
  const head = counted?.[1] ?? '';
  return counted === null || head === '' || COUNTED.test(head) ? stem : head;
}
