// Runs in the page before its own scripts, and notes when its first chart has been drawn: the frame after the last stroke.
{
  let shown = 0;
  for (const name of ['stroke', 'fill', 'fillRect', 'drawImage']) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function draw(...what) {
      if (this.canvas === document.querySelector('canvas')) {
        requestAnimationFrame((time) => {
          shown = Math.max(shown, time);
        });
      }
      return own.apply(this, what);
    };
  }
  /** Milliseconds from the request for the weigh-ins to their picture; undefined as long as there is none. */
  globalThis.untilPicture = () => {
    const asked = performance.getEntriesByType('resource').find(({ name }) => name.includes('/series?metrics=weight'));
    return asked && shown > asked.responseEnd ? shown - asked.startTime : undefined;
  };
}
