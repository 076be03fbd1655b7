// Determines which recording a picture comes from, by its folder and its file name.
//
// Frames of one recording look alike. If some are training pictures, testing on the others only tests memory.
// The rules, in this order:
//   CLASS/some-folder/…          the folder below the class is the recording
//   12_100.jpg, r_12_100.jpg     Fruits-360: the number of a frame and the 100 pixels it is wide. All frames of a turn are one
//                                recording; `r_`, `r2_` are turns of their own
//   apple_001_12.png             a name with a number, then another at the end: the last is the frame's, before it stands the
//   clip2-frame0012.jpg          recording's
//   anything else                a picture of its own: apple_001.jpg, IMG_0042.jpg

const fruits360 = /^(r\d*_)?\d+_100$/;
const series = /^(.*\d.*?)[^\p{L}\d]+\p{L}*\d+$/u;

/** @param path from the folder of the class on, with `/` between folders. @returns unique within the class */
export function recordingOf(path: string): string {
  const folders = path.split('/');
  const name = (folders.pop() ?? '').replace(/\.[^.]*$/, '');
  if (folders.length > 0) return `${folders.join('/')}/`;
  const turn = fruits360.exec(name);
  if (turn !== null) return `${turn[1] ?? ''}*_100`;
  const frame = series.exec(name);
  return frame === null ? name : `${frame[1] ?? ''}_*`;
}

/** How many of the test pictures are of a recording that training pictures are of as well. @param … a key each */
export function sharedRecordings(train: readonly string[], test: readonly string[]): number {
  const known = new Set(train);
  return test.filter((recording) => known.has(recording)).length;
}
