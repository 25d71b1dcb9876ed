import type { Stretch } from '../charts/days.js';
import type { PlotCursor } from '../charts/plot.js';
import type { Scene } from '../charts/scene.js';

/** What the pictures of one night have in common: they zoom and point together. */
export interface NightScene {
  readonly scene: Scene;
  readonly stretch: Stretch;
  readonly cursor: PlotCursor | undefined;
  readonly onCursor: (cursor: PlotCursor | undefined) => void;
  readonly onZoom: (stretch: Stretch) => void;
  readonly onBack: () => void;
}

/** Of the names of the lanes, in pixels; so that all pictures of a night stand below each other. */
export const NIGHT_MARGIN = 92;
