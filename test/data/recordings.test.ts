import { expect, test } from 'vitest';
import { recordingOf, sharedRecordings } from '../../src/data/recordings';

test.each([
  ['apple_001_12.png', 'apple_001_*'],
  ['apple_001_13.png', 'apple_001_*'],
  ['clip2-frame0012.jpg', 'clip2_*'],
  ['20260801 15.JPG', '20260801_*'],
  ['monday/7.jpg', 'monday/'],
  ['monday/morning/7.jpg', 'monday/morning/'],
  ['12_100.jpg', '*_100'],
  ['r_12_100.jpg', 'r_*_100'],
  ['r2_100_100.jpg', 'r2_*_100'],
  ['apple_12_100.jpg', 'apple_12_*'],
  // Pictures of their own.
  ['apple_001.jpg', 'apple_001'],
  ['IMG_0042.jpg', 'IMG_0042'],
  ['0001.png', '0001'],
  ['Golden-Delicious_001.jpg', 'Golden-Delicious_001'],
  ['a.b.png', 'a.b'],
])('%s is of the recording %s', (path, recording) => {
  expect(recordingOf(path)).toBe(recording);
});

test('test pictures of recordings that are learned from are counted', () => {
  expect(sharedRecordings(['a/1', 'a/1', 'b/1'], ['a/1', 'b/2', 'b/1', 'b/1'])).toBe(3);
});
