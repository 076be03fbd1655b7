// What the network is shown: the camera, held-out pictures, or a file of one's own.

import { html, nothing, type TemplateResult } from 'lit';
import { choices } from '../../controls/choices';
import { chooseFiles } from '../../controls/chooseFiles';
import type { Camera } from '../../picture/camera';
import { SOURCES, type LiveInputController, type Source } from './liveInputController';
import { labWords } from '../words';

export function sourceChoice(look: LiveInputController, camera: Camera | null): TemplateResult {
  const { try: words, camera: cameraWords } = labWords();
  const choose = (source: Source): void => {
    if (source === 'file') {
      chooseFiles({ accept: 'image/*' }, ([chosen]) => void (chosen && look.take(chosen)));
      return;
    }
    if (source === 'camera' && !camera?.stream) void camera?.start();
    look.show(source);
  };
  const names = { camera: words.camera, picture: words.picture, file: words.file };
  const problem = look.source === 'camera' ? camera?.problem : null;
  return html`<div class="bar">${choices(words.source, names, SOURCES, look.source, choose, 'try')}</div>
    ${problem ? html`<p class="note" role="alert">${cameraWords.problems[problem]}</p>` : nothing}`;
}
