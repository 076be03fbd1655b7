import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { FormatError } from '../../src/formats/storedModel';
import { ZipArchive } from '../../src/formats/zip';

const archive = zipSync({ 'a.json': new TextEncoder().encode('no JSON') });

test('what is wrong with an archive is an error of model files', () => {
  expect(() => new ZipArchive('m.zip', archive.subarray(0, 40))).toThrow(FormatError);
  expect(() => new ZipArchive('m.zip', archive).read('b')).toThrow(
    new FormatError('m.zip', "holds no 'b'. It holds a.json"),
  );
  expect(() => new ZipArchive('m.zip', archive).json('a.json')).toThrow(
    /^m\.zip, entry 'a\.json': expected JSON/,
  );
});
