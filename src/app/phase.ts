// Before there is a session to show: the page opens, finds that WebGPU is missing, or fails. Each of these has the
// whole window to itself.

import { html, type TemplateResult } from 'lit';
import type { Recording } from '../draw/recording';
import type { MissingReason } from '../elements/frame/missing';
import '../elements/frame/opening';
import type { OpeningProgress } from '../session/facade';

export type Phase =
  | { readonly kind: 'opening'; readonly progress: OpeningProgress }
  /** `recording`: what is shown in place of a network; undefined while it is fetched, null where that failed. */
  | {
      readonly kind: 'missing';
      readonly reason: MissingReason;
      readonly recording: Recording | null | undefined;
    }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'ready' };

export const OPENING: Phase = Object.freeze({
  kind: 'opening',
  progress: Object.freeze({ stage: 'device', fraction: null }),
});

export const failedWith = (error: unknown): Phase => ({
  kind: 'failed',
  error: error instanceof Error ? error : new Error(String(error)),
});

/** What has the window to itself. */
export function wholeWindow(phase: Exclude<Phase, { kind: 'ready' }>): TemplateResult {
  switch (phase.kind) {
    case 'opening':
      return html`<main class="whole"><cs-opening .progress=${phase.progress}></cs-opening></main>`;
    case 'failed':
      return html`<main class="whole"><cs-opening .error=${phase.error}></cs-opening></main>`;
    case 'missing':
      return html`<main class="whole">
        <cs-missing .reason=${phase.reason} .recording=${phase.recording}></cs-missing>
      </main>`;
    default:
      return phase satisfies never;
  }
}
