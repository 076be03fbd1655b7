// Which of the two networks answers, where the one of the lab was trained further on the stage: this one, or what it has become there.

import { html, nothing, type TemplateResult } from 'lit';
import type { Lab, TrainedModel } from '../../../lab/lab';
import { busy } from '../../controls/busy';
import { labWords } from '../words';

export function stageNote(lab: Lab, { trained }: TrainedModel): TemplateResult | typeof nothing {
  const words = labWords().try.stage;
  const { following, onStage } = lab;
  if (following) return busy(words.following);
  const { inLab, stage } = trained;
  const button = (text: string, name: string, pressed: () => void): TemplateResult =>
    html`<button class="small" data-testid=${name} @click=${pressed}>${text}</button>`;
  const says = [
    inLab && stage ? words.newest(stage.step) : onStage === 'declined' ? words.fromLab : '',
    onStage === 'newer' ? words.training : '',
  ].filter(Boolean);
  if (says.length === 0) return nothing;
  return html`<div class="bar" data-testid="try-stage">
    <p class="hint">${says.join(' ')}</p>
    ${inLab ? button(words.useLab, 'use-lab', () => lab.returnToLab()) : nothing}
    ${onStage === 'declined' ? button(words.useStage, 'use-stage', () => void lab.followStage(true)) : nothing}
  </div>`;
}
