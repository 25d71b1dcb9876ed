import { describe, expect, it } from 'vitest';
import { createAuthority } from '../e2e/certificates.js';
import { freePort } from '../process/port.js';
import { notedStatistics } from '../stored.js';
import { history, saying, syncedHouse, WEIGHT } from './history-command.js';
import { compareWeights, hoursOf } from './statistics.js';
import { startTlsFront } from './tls-front.js';
import { revokedToken, tokenOfGuest } from './users.js';

const HOUR = 3_600_000;
const NO_ADMINISTRATOR = saying(
  'homeassistant.token belongs to no administrator, and only one may write statistics; make a long-lived access token as an administrator',
);
const ADVICE = 'use the name that the certificate is for, or let Node know its authority by NODE_EXTRA_CA_CERTS';

function refused(url: string) {
  const advice = 'make a long-lived access token (in your profile, under Security) and set homeassistant.token';
  return saying(`Home Assistant refuses the token; ${advice} (${url})`);
}

function notAccepted(url: string, code: string) {
  return saying(`the certificate of Home Assistant at ${url} is not accepted (${code}); ${ADVICE}`);
}

describe('history, when Home Assistant does not let it in', { timeout: 180_000 }, () => {
  it('says what is wrong with token, user, certificate and address, and writes all when it is mended', async () => {
    // From then on Home Assistant counts by itself, with the end of each hour.
    const began = Math.floor(Date.now() / HOUR) * HOUR;
    const house = await syncedHouse();
    const { ha } = house;
    const authority = await createAuthority();
    const certified = await startTlsFront(ha.url, await authority.sign('front', 'IP:127.0.0.1'));
    const misnamed = await startTlsFront(ha.url, await authority.sign('other', 'IP:127.0.0.2'));
    const env = { NODE_EXTRA_CA_CERTS: authority.ca };

    expect(await history(house, [], { token: 'nonsense' })).toEqual(refused(ha.url));
    expect(await history(house, [], { token: await revokedToken(ha) })).toEqual(refused(ha.url));

    const guest = await tokenOfGuest(ha);
    expect(await history(house, [], { token: guest })).toEqual(NO_ADMINISTRATOR);
    expect(await history(house, ['--dry-run'], { token: guest })).toEqual(NO_ADMINISTRATOR);

    const unknown = await history(house, [], { url: certified });
    expect(unknown).toEqual(notAccepted(certified, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'));
    const named = await history(house, [], { url: misnamed, env });
    expect(named).toEqual(notAccepted(misnamed, 'ERR_TLS_CERT_ALTNAME_INVALID'));

    const secure = ha.url.replace('http', 'https');
    const noTls = `Home Assistant at ${secure} does not speak TLS; is it http instead of https?`;
    expect(await history(house, [], { url: secure })).toEqual(saying(noTls));
    const plain = certified.replace('https', 'http');
    const hangsUp = `Home Assistant at ${plain} hangs up (ECONNRESET); is it https instead of http?`;
    expect(await history(house, [], { url: plain })).toEqual(saying(hangsUp));

    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const notThere = `Home Assistant at ${nowhere} cannot be reached (ECONNREFUSED); check homeassistant.url`;
    expect(await history(house, [], { url: nowhere })).toEqual(saying(notThere));
    const page = `${ha.url}/lovelace/0`;
    const notAnAddress = `Home Assistant at ${page} answers HTTP 302, not a WebSocket; check homeassistant.url`;
    expect(await history(house, [], { url: page })).toEqual(saying(notAnAddress));

    const ours = (await hoursOf(house, WEIGHT)).filter(({ start }) => start < began);
    expect(ours).toEqual([]);
    expect(await notedStatistics(house.data('.'))).toEqual([]);

    const now = Math.floor(Date.now() / 1000);
    const well = await history(house, ['--metrics', 'weight'], { url: certified, env });
    expect(well.code, well.stderr).toBe(0);
    compareWeights(await hoursOf(house, WEIGHT), house, now);
  });
});
