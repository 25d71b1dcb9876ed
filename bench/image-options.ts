import { readFileSync } from 'node:fs';

/** What Node is started with in the image, by the App and by the systemd unit: memory is measured as it is installed. */
export function imageOptions(): readonly string[] {
  // Every benchmark is started by npm, in the folder of the package.
  const [, options = ''] = /NODE_OPTIONS="([^"]+)"/.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
  if (options === '') throw new Error('the Dockerfile has no NODE_OPTIONS="…"; run this by npm');
  return options.split(' ');
}
