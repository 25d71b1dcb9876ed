import { describe, expect, it } from 'vitest';
import { inImage } from './in-image.js';

const OPTIONS = JSON.stringify({
  client_id: 'my-id',
  client_secret: 'my-secret',
  accounts: [{ name: 'me' }],
  mqtt: { url: 'mqtt://127.0.0.1:1' },
});

/** What a script in the image says, and how it ends. */
async function ran(script: string) {
  const running = await inImage(script);
  const code = await running.exit;
  return { code, output: running.output() };
}

describe('the entry of the image', () => {
  it('as root hands /data over, whoever has it, and is root no more', async () => {
    const { output } = await ran(`
echo '{}' >/mnt/data/options.json
chmod 600 /mnt/data/options.json
mkdir /mnt/data/old
ln -s /etc/passwd /mnt/data/old/link
chown 5:5 /mnt/data/old
SUPERVISOR_TOKEN=token $START run
echo "ended with $?"
stat -c '%n %u:%g' /mnt/data /mnt/data/options.json /mnt/data/old /mnt/data/old/link /etc/passwd`);

    expect(output).toContain('option client_id: has no value');
    expect(output).toContain('who 1000:1000 [1000] for good\n');
    expect(output).toContain('ended with 2\n');
    for (const path of ['/mnt/data', '/mnt/data/options.json', '/mnt/data/old', '/mnt/data/old/link']) {
      expect(output).toContain(`${path} 1000:1000\n`);
    }
    expect(output).toContain('/etc/passwd 0:0\n');
  });

  it('as another user just runs', async () => {
    const { output } = await ran(`
chown 1234:1234 /mnt/data
setpriv --reuid 1234 --regid 1234 --clear-groups $START --version
stat -c '%n %u:%g' /mnt/data`);

    expect(output).toMatch(/^\d+\.\d+\.\d+\nwho 1234:1234 \[1234\] for good\n\/mnt\/data 1234:1234\n$/);
  });

  it('as root without its capabilities says which user to start it as', async () => {
    const { code, output } = await ran('exec setpriv --bounding-set -all --inh-caps -all $START --version');

    expect(output).toContain('/mnt/data cannot be given to user 1000 (EPERM)\n');
    expect(output).toContain(
      'root cannot become user 1000 (EPERM); start the container as that user (--user 1000:1000)',
    );
    expect(code).toBe(1);
  });

  it.each([
    ['read-only', 'mount -o remount,ro /mnt', '', /\(EROFS\)/],
    [
      'of another user',
      'chmod 700 /mnt/data; chown 2000:2000 /mnt/data',
      'setpriv --reuid 1234 --clear-groups',
      /EACCES/,
    ],
  ])('with a /data that is %s ends with a sentence about it', async (_, before, within, reason) => {
    const { output } = await ran(`
echo '${OPTIONS}' >/mnt/data/options.json
chmod 644 /mnt/data/options.json
${before}
SUPERVISOR_TOKEN=token ${within} $START run
echo "ended with $?"`);

    expect(output).toMatch(/\/mnt\/data/);
    expect(output).toMatch(reason);
    expect(output).toMatch(/ended with [12]\n/);
    expect(output).not.toMatch(/^ +at /m);
  });
});
