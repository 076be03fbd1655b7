// The frame: header, rails, stage, foot. Below 1100 px the rails become drawers and the stage keeps the width. Where the
// window is too low for stage and foot together (200 % zoom, a phone on its side), everything below the header is one
// page that scrolls: stage, foot, then the rails.

import { css, unsafeCSS } from 'lit';

/** As wide as drawers are needed, and too low for the stage at its least height above the foot at that width. */
const LOW = unsafeCSS(
  '(max-height: 600px), (max-width: 900px) and (max-height: 720px), (max-width: 620px) and (max-height: 800px)',
);
const NARROW_AND_LOW = unsafeCSS(
  '(max-width: 1100px) and (max-height: 600px), (max-width: 900px) and (max-height: 720px), (max-width: 620px) and (max-height: 800px)',
);

export const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100dvh;
    overflow: hidden;
    background: var(--paper);
    color: var(--ink);
    --code: clamp(320px, 100vw - 960px, min(28vw, 560px));
    --inspector: 292px;
  }
  .missing {
    margin: 0;
    padding: var(--space-4) var(--space-16);
    border-left: 4px solid var(--warning);
  }
  .whole {
    flex: 1;
    overflow: auto;
    min-height: 0;
  }
  cs-opening {
    min-height: 100%;
  }
  /* Both have their place before their code is there. */
  cs-busy[over] {
    position: absolute;
    inset: 0;
  }
  cs-beginning:not(:defined) {
    min-height: 49px;
  }
  .work {
    display: contents;
  }
  /* Beside a lesson, or alone. */
  .row {
    flex: 1;
    min-height: 0;
    display: flex;
  }
  /* What is blurred or marked beside a lesson stays beside it. */
  .row:has(> cs-lesson),
  .row > cs-lesson + .beside {
    overflow: hidden;
  }
  .beside {
    flex: 1;
    min-width: 0;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  cs-lesson {
    flex: none;
    width: clamp(300px, 27vw, 420px);
    border-right: 1px solid var(--line);
  }
  /* It shows the answer to a question that is still open. */
  .beside[inert] {
    filter: blur(14px);
  }
  .middle {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: 236px minmax(0, 1fr) var(--inspector);
    position: relative;
  }
  /* A shader's text needs more width than layers, as long as the stage has enough for its answer. */
  .middle.coded {
    grid-template-columns: var(--code) minmax(0, 1fr) var(--inspector);
  }
  @media (min-width: 1101px) {
    .middle:not(:has(> .left)) {
      grid-template-columns: minmax(0, 1fr) var(--inspector) !important;
    }
    .middle:not(:has(> .right)) {
      grid-template-columns: 236px minmax(0, 1fr) !important;
    }
    .middle:not(:has(> .rail)) {
      grid-template-columns: minmax(0, 1fr) !important;
    }
  }
  .rail {
    background: var(--panel);
    overflow-y: auto;
    overflow-x: hidden;
    scrollbar-width: thin;
  }
  .rail.left {
    border-right: 1px solid var(--line);
    padding: var(--space-12);
    display: flex;
    flex-direction: column;
    gap: var(--space-12);
  }
  .rail.right {
    border-left: 1px solid var(--line);
  }
  .rail section {
    display: grid;
    gap: 6px;
  }
  .shown {
    font-size: var(--type-label);
    color: var(--muted);
  }
  .coded .rail.left section:last-of-type {
    display: flex;
    flex-direction: column;
    flex: 1 0 auto;
  }
  .close {
    display: none !important;
  }
  main {
    position: relative;
    min-width: 0;
    min-height: 0;
    display: grid;
  }
  cs-stage,
  cs-microscope {
    min-height: 0;
  }
  main:has(> cs-from-cell) {
    grid-template-rows: auto;
    grid-auto-rows: minmax(0, 1fr);
  }
  /* What the stage shows is not the present. */
  main.travelling::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 2px dashed var(--accent);
    pointer-events: none;
  }
  /* In the place of the stage and the foot. */
  .view {
    flex: 1;
    min-height: 0;
  }
  footer {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: var(--space-24);
    align-items: center;
    min-height: 120px;
    padding: var(--space-8) var(--space-16);
    background: var(--panel);
    border-top: 1px solid var(--line);
  }
  footer.embedded {
    grid-template-columns: minmax(0, 1fr) auto;
    grid-template-rows: auto;
    min-height: 0;
  }
  cs-curve {
    height: 100%;
  }
  .scrim {
    display: none;
  }
  /* A shader, too: the stage keeps the width that it has at 1280 pixels. */
  .middle:not(.coded):has(cs-inspector[tab='shader']) {
    --inspector: clamp(292px, 100vw - 988px, 520px);
  }
  @media (min-width: 1600px) {
    :host {
      --inspector: 340px;
    }
    .middle {
      grid-template-columns: 280px minmax(0, 1fr) var(--inspector);
    }
    .middle.coded {
      grid-template-columns: var(--code) minmax(0, 1fr) var(--inspector);
    }
    footer {
      min-height: 148px;
    }
  }
  @media (max-width: 1100px) {
    .middle,
    .middle.coded {
      grid-template-columns: minmax(0, 1fr);
    }
    .coded .rail.left {
      width: min(560px, 94vw);
    }
    .rail {
      position: absolute;
      top: 0;
      bottom: 0;
      width: min(320px, 86vw);
      padding-top: 40px !important;
      z-index: 2;
      visibility: hidden;
      transition:
        translate var(--quick),
        visibility var(--quick);
    }
    .rail.left {
      left: 0;
      translate: -100% 0;
    }
    .rail.right {
      right: 0;
      translate: 100% 0;
    }
    .rail.open {
      visibility: visible;
      translate: 0 0;
      transition:
        translate var(--quick),
        visibility 0s;
      box-shadow: 0 0 32px rgb(0 0 0 / 0.25);
    }
    .close {
      display: inline-grid !important;
      position: absolute;
      top: 6px;
      right: 6px;
      z-index: 1;
      border: 0;
    }
    .scrim {
      display: block;
      position: absolute;
      inset: 0;
      background: rgb(10 12 16 / 0.4);
      z-index: 1;
    }
  }
  /* Above what it is about there is no room for a lesson beside it. */
  @media (max-width: 900px) {
    .row:has(> cs-lesson) {
      flex-direction: column;
    }
    cs-lesson {
      order: 1;
      width: auto;
      height: 48%;
      border-right: 0;
      border-top: 1px solid var(--line);
    }
  }
  /* 1280 pixels at 400 %: stage and lesson are one page that scrolls. */
  @media (max-width: 900px) and (max-height: 500px) {
    .row:has(> cs-lesson) {
      overflow: hidden auto;
    }
    .row:has(> cs-lesson) > * {
      flex: none;
    }
    .row:has(> cs-lesson) > .beside {
      height: max(220px, 70dvh);
    }
    cs-lesson {
      order: 0;
      height: auto;
    }
  }
  @media (max-width: 900px) {
    cs-beginning:not(:defined) {
      min-height: 62px;
    }
    footer {
      grid-template-columns: minmax(0, 1fr) auto;
      grid-template-rows: auto minmax(102px, auto);
      min-height: 0;
      gap: var(--space-8) var(--space-24);
    }
    cs-curve {
      grid-column: 1 / -1;
      grid-row: 2;
    }
  }
  @media (max-width: 620px) {
    cs-beginning:not(:defined) {
      min-height: 125px;
    }
    footer {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto minmax(84px, auto) auto;
      padding: var(--space-8);
    }
    cs-curve {
      grid-row: 2;
    }
    /* With a lesson, the stage has the room of the figures: the curve says the same. */
    cs-lesson ~ .beside footer {
      grid-template-rows: auto minmax(84px, auto);
    }
    cs-lesson ~ .beside cs-figures {
      display: none;
    }
  }
  @media ${LOW} {
    cs-beginning {
      max-height: 45dvh;
      overflow: auto;
    }
    .work {
      flex: 1;
      min-height: 0;
      display: flex;
      flex-direction: column;
      overflow: hidden auto;
      scrollbar-width: thin;
    }
    .middle {
      flex: 1 0 auto;
    }
    /* A view above the foot scrolls with it. */
    .work .view {
      flex: 1 0 auto;
      overflow: visible;
    }
    .middle > main {
      grid-auto-rows: minmax(max-content, 1fr);
      /* Enough for eight maps above one another. */
      --least-view: 430px;
    }
    /* As high as the stage beside them, whatever they hold. */
    .middle > .rail {
      height: 0;
      min-height: 100%;
    }
  }
  @media ${NARROW_AND_LOW} {
    .work {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr));
      grid-auto-rows: max-content;
    }
    .middle {
      display: contents;
    }
    .middle > main,
    .work .view,
    footer {
      grid-column: 1 / -1;
    }
    .middle > main,
    .work .view {
      order: -2;
    }
    footer {
      order: -1;
      border-bottom: 1px solid var(--line);
    }
    .middle > .rail {
      position: static;
      width: auto;
      height: auto;
      min-height: 0;
      overflow: visible;
      padding-top: var(--space-12) !important;
      visibility: visible;
      translate: none;
      transition: none;
      box-shadow: none;
      border: 0;
    }
    .middle > .rail.right {
      border-left: 1px solid var(--line);
    }
    .middle.coded > .rail.left {
      grid-column: 1 / -1;
      width: auto;
      min-height: 560px;
    }
    .close {
      display: none !important;
    }
    .scrim {
      display: none;
    }
  }
  /* In a frame of another page: the stage, and what trains it below, however low the frame is. */
  :host([embedded]) .work {
    display: contents;
  }
  :host([embedded]) .middle {
    display: grid;
    flex: 1 1 0;
  }
  :host([embedded]) .middle > main {
    grid-auto-rows: minmax(0, 1fr);
    --least-view: 0px;
  }
`;
