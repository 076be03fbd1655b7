// A zip of photos in folders, in English, with the network on arrival fitted to them; then in Japanese, without loading
// anything again.

import { expect, test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { readTensor, chooseLanguage } from '../support/app';
import { PHOTOS, firstOfClass, photos } from '../support/dataSets';
import { compute } from '../support/reference';
import { LABEL, hover, occlude, openMap, slowMotion, walk, type Scene } from './capabilities';
import { testEveryCapability } from './everyCapability';

testEveryCapability(PHOTOS, (english) => {
  test('every picture of the zip is held as it was, in its class', async () => {
    const { page } = english();
    const held = await page.evaluate(() => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      return [session.data.train, session.data.test].flatMap(({ images, labels, count }) =>
        Array.from({ length: count }, (_, at) => {
          const size = images.length / count;
          return `${labels[at]} ${images.subarray(at * size, (at + 1) * size).join()}`;
        }),
      );
    });
    expect(held.sort()).toEqual(
      photos()
        .map(({ label, pixels }) => `${label} ${pixels.join()}`)
        .sort(),
    );
  });

  test('in Japanese the same numbers: hover, opened map, walk, slow motion, Why', async () => {
    const { page, names } = english();
    await chooseLanguage(page, 'ja');
    await page.getByTestId(`sample-${names[LABEL]}`).click();
    const picture = await firstOfClass(page, LABEL);
    await expect.poll(async () => (await readTensor(page, 'input')).data).toEqual(picture.data);
    const scene: Scene = { page, names, language: 'ja', computed: await compute(page, picture) };
    await hover(scene);
    await openMap(scene);
    await walk(scene);
    await slowMotion(scene);
    await occlude(scene);
  });
});
