// Draws the icons of the installed page from offline/icon.svg: node scripts/icons.mjs
// The results are in the repository, so that a build does not depend on how this machine draws.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'offline');
const mark = readFileSync(join(folder, 'icon.svg'), 'utf8');
/** Systems cut a circle or another shape out of this one: the ground fills it, and the mark keeps to the middle. */
const maskable = mark
  .replace('viewBox="0 0 22 22"', 'viewBox="-3 -3 28 28"')
  .replace('<rect x="1" y="1" width="20" height="20" rx="4"', '<rect x="-3" y="-3" width="28" height="28"');

for (const [name, svg, side] of /** @type {const} */ ([
  ['icon-192.png', mark, 192],
  ['icon-512.png', mark, 512],
  ['icon-maskable-512.png', maskable, 512],
])) {
  await sharp(Buffer.from(svg), { density: (72 * side) / 22 })
    .resize(side, side)
    .png({ palette: true })
    .toFile(join(folder, name));
}
