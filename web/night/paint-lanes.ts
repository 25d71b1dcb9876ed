import type uPlot from 'uplot';
import { type Lane, STAGE_TONES } from './lanes.js';

/** How much of its lane a stage fills. */
const FILLED = 0.68;

/** Draws the stages of a night into a plot whose lanes are 1 high, the first one on top. */
export function paintLanes(plot: uPlot, lanes: readonly Lane[], tone: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const height = Math.abs(plot.valToPos(0, 'y', true) - plot.valToPos(1, 'y', true)) * FILLED;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [place, { stage, spans }] of lanes.entries()) {
    const middle = plot.valToPos(lanes.length - place - 0.5, 'y', true);
    ctx.fillStyle = tone(STAGE_TONES[stage]);
    for (const [from, to] of spans) {
      const left = plot.valToPos(from, 'x', true);
      ctx.fillRect(left, middle - height / 2, Math.max(1, plot.valToPos(to, 'x', true) - left), height);
    }
  }
  ctx.restore();
}
