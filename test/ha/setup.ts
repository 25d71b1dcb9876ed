import { findHomeAssistant } from './find.js';
import { installLab } from './lab.js';

/** Before the first test: is there a Home Assistant? Without one nothing runs, and the command fails. */
export async function setup(): Promise<void> {
  const way = await findHomeAssistant();
  if (way.kind === 'lab') await installLab(way.command);
}
