import type uPlot from 'uplot';
import type { Stretch } from './days.js';
import { pinched } from './pinch.js';

/**
 * Two fingers zoom and move, one moves the cursor; up and down scrolls the page as anywhere (touch-action in the sheet).
 *
 * @param onZoom when the fingers have left
 */
export function listenToFingers(plot: uPlot, onZoom: (stretch: Stretch) => void): void {
  const places = new Map<number, number>();
  let held: readonly [number, number] | undefined;
  let shown: Stretch | undefined;
  const placeOf = (event: PointerEvent) => event.clientX - plot.over.getBoundingClientRect().left;

  function pinch(): void {
    const [a, b] = [...places.values()];
    if (!held || a === undefined || b === undefined) return;
    const stretch = pinched({ times: held, places: [a, b], width: plot.over.clientWidth });
    if (!stretch) return;
    shown = stretch;
    plot.setScale('x', stretch);
  }

  function leave(event: PointerEvent): void {
    if (!places.delete(event.pointerId) || !held) return;
    held = undefined;
    if (shown) onZoom(shown);
    shown = undefined;
  }

  plot.over.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    places.set(event.pointerId, placeOf(event));
    const [a, b] = [...places.values()];
    if (a !== undefined && b !== undefined) held = [plot.posToVal(a, 'x'), plot.posToVal(b, 'x')];
  });
  plot.over.addEventListener('pointermove', (event) => {
    if (!places.has(event.pointerId)) return;
    places.set(event.pointerId, placeOf(event));
    if (held) pinch();
    else plot.setCursor({ left: placeOf(event), top: 0 });
  });
  for (const end of ['pointerup', 'pointercancel'] as const) plot.over.addEventListener(end, leave);
}
