import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ANNA, BEN, REDIRECT } from '../demo/helpers.js';
import { freePort } from '../process/port.js';
import { answeredBy, comesBack, connectingWorld } from './connecting-world.js';

describe('a browser that comes back to another port than the public server’s', () => {
  it('is met by a listener that is there only while it is waited for', async () => {
    const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
    const { open, connecting } = await connectingWorld({ redirectUri });
    const look = () =>
      fetch(redirectUri).then(
        ({ status }) => status,
        () => 'nobody',
      );
    expect(await look()).toBe('nobody');

    const [anna, ben] = [await open('anna'), await open('ben')];
    expect([connecting.of('anna'), connecting.of('ben')]).toMatchObject([{ listens: true }, { listens: true }]);
    expect(await comesBack(anna)).toMatch(/^200/);
    expect(await comesBack(ben, BEN)).toMatch(/^200/);

    await expect.poll(look, { timeout: 10_000 }).toBe('nobody');
  });

  it('is met where the public server is off', async () => {
    const { open, connecting } = await connectingWorld({ served: false });

    const url = await open();

    expect(connecting.of('anna')).toMatchObject({ listens: true });
    expect(await comesBack(url)).toMatch(/^200/);
  });

  it('is not met where another program has the port: the address is pasted', async () => {
    const other = createServer((_, response) => response.writeHead(404).end());
    onTestFinished(() => void other.close());
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const { open, connecting } = await connectingWorld({ redirectUri: `http://127.0.0.1:${port}/oauth/callback` });

    const url = await open();
    expect(connecting.of('anna')).toMatchObject({ phase: 'waiting', listens: false });
    await connecting.paste('anna', await answeredBy(ANNA, url));

    expect(connecting.of('anna')?.phase).toBe('done');
  });

  it('is not met where TLS is spoken on this machine', async () => {
    const redirectUri = 'https://localhost:8443/callback';
    const { open, connecting } = await connectingWorld({ redirectUri, redirectUris: [redirectUri, REDIRECT] });

    await open();

    expect(connecting.of('anna')).toMatchObject({ listens: false, redirect_uri: redirectUri });
  });

  it('is not waited for when everything stops', async () => {
    const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
    const { open, stop } = await connectingWorld({ redirectUri });
    await open();

    stop.abort();

    await expect
      .poll(() =>
        fetch(redirectUri).then(
          () => 'there',
          () => 'nobody',
        ),
      )
      .toBe('nobody');
  });
});
