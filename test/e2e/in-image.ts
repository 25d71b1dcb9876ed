import { fileURLToPath } from 'node:url';
import { type Running, startProcess } from './processes.js';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** What the container has: the program, Node, an empty /data, and nothing else that can be written to. */
const IMAGE = `set -e
mount -t tmpfs none /mnt
mkdir /mnt/app /mnt/data
touch /mnt/node
mount --bind "$REPOSITORY" /mnt/app
mount --bind "$NODE" /mnt/node
mount -o remount,bind,ro /
set +e
`;
/** Tells at its end who the process is, and whether it can be root again. */
const WHO = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => {
  let again = 'root again';
  try { process.setuid(0); } catch { again = 'for good'; }
  if (process.getuid() === 0) again = 'root';
  console.log('who', process.geteuid() + ':' + process.getegid(), JSON.stringify(process.getgroups()), again);
});`)}`;

/**
 * Runs a shell script as root in a namespace of its own, with the files as in the image: \`$START\` is its entry, the data
 * folder is /mnt/data. Whoever is not root here needs the package uidmap for it.
 */
export async function inImage(script: string): Promise<Running> {
  const isRoot = process.getuid?.() === 0;
  const users = isRoot ? [] : ['--user', '--map-root-user', '--map-auto'];
  const env = [
    `REPOSITORY=${REPOSITORY}`,
    `NODE=${process.execPath}`,
    'START=/mnt/node /mnt/app/dist/entry/start.js',
    `NODE_OPTIONS=--import=${WHO}`,
    'WITHINGS2MQTT_USER=1000:1000',
    'WITHINGS2MQTT_DATA_DIR=/mnt/data',
  ];
  return startProcess('env', [...env, 'unshare', ...users, '--mount', 'sh', '-c', IMAGE + script]);
}
