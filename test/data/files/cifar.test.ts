import { gzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readDataSet } from '../../../src/data/files/readDataSet';
import { bytesOf, cifarRecord, decodeStub, file, tar } from '../../support/dataSetFiles';

const read = (files: Parameters<typeof readDataSet>[0]) => readDataSet(files, { decode: decodeStub });

const ten = {
  'data_batch_1.bin': bytesOf(cifarRecord([0], [1, 2, 3]), cifarRecord([9], [4, 5, 6])),
  'data_batch_2.bin': cifarRecord([3], [7, 8, 9]),
  'test_batch.bin': cifarRecord([3], [10, 11, 12]),
};

test('CIFAR-10: planes become pixels, batches one part, and classes have their published names', async () => {
  const data = await read(Object.entries(ten).map(([name, bytes]) => file(name, bytes)));
  expect(data).toMatchObject({ format: 'cifar', train: { count: 3 }, test: { count: 1 } });
  expect(data.train).toMatchObject({
    ...{ height: 32, width: 32, channels: 3 },
    classNames: ['airplane', 'cat', 'truck'],
  });
  expect([...data.train.images.subarray(0, 6)]).toEqual([1, 2, 3, 1, 2, 3]);
  expect([...data.train.images.subarray(-3)]).toEqual([7, 8, 9]);
  expect([...data.train.labels]).toEqual([0, 2, 1]);
  expect([...data.test.labels]).toEqual([1]);
});

test('from a .tar.gz or a .zip, the names come from the list beside the batches', async () => {
  const names = 'plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n';
  const inside = {
    ...ten,
    'batches.meta.txt': new TextEncoder().encode(names),
    'readme.html': bytesOf('<html>'),
  };
  const entries = Object.entries(inside).map(([name, bytes]) => ({
    name: `cifar-10-batches-bin/${name}`,
    bytes,
  }));
  const folder = { name: 'cifar-10-batches-bin/', bytes: '', type: '5' };
  const archives = [
    file('cifar-10-binary.tar.gz', gzipSync(tar([folder, ...entries]))),
    file('cifar-10-binary.tar', tar(entries)),
    file('cifar.zip', zipSync(inside)),
  ];
  for (const archive of archives) {
    const { train, test: held } = await read([archive]);
    expect([train.count, held.count, train.classNames]).toEqual([3, 1, ['plane', 'cat', 'truck']]);
  }
});

test('CIFAR-100: the fine labels are used', async () => {
  const files = [
    file('train.bin', bytesOf(cifarRecord([4, 0], [0, 0, 0]), cifarRecord([1, 99], [0, 0, 0]))),
    file('test.bin', cifarRecord([1, 99], [0, 0, 0])),
  ];
  expect((await read(files)).train.classNames).toEqual(['0', '99']);
  const names = Array.from({ length: 100 }, (_, i) => `class ${i}`).join('\n');
  expect((await read([...files, file('fine_label_names.txt', names)])).train.classNames).toEqual([
    'class 0',
    'class 99',
  ]);
});
