import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { axeFindings, standingOut } from './axe.js';
import { chromiumPath, useChromium } from './chromium.js';
import { openPage } from './open-page.js';

const browser = useChromium();

async function served(html: string, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html', ...headers });
    response.end(request.url === '/' ? html : '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

// What the other tests lean on: a watch that sees nothing would let everything through.
it.each([
  ['a violated policy', '<script>1</script>', /content policy: script-src/],
  ['an error on the console', '<script>console.error("no")</script>', /console: no/],
  ['an error in a script', '<script>throw new Error("broken")</script>', /script: Error: broken/],
  ['a request to another host', '<img alt="" src="http://127.0.0.2:9/x">', /elsewhere: http:\/\/127.0.0.2:9\/x/],
  ['a request that fails', '<img alt="" src="http://127.0.0.2:9/x">', /failed: GET http:\/\/127.0.0.2:9\/x/],
  ['an answer that refuses', '<img alt="" src="/missing">', /refused: GET \S+\/missing 404/],
])('%s is seen', async (what, body, line) => {
  const policy = what === 'a violated policy' ? "script-src 'self'" : "default-src * 'unsafe-inline'";

  const { faults } = await openPage(browser(), await served(body, { 'content-security-policy': policy }));

  await expect.poll(() => faults.lines.join('\n')).toMatch(line);
  faults.tolerate(/./);
});

it('axe finds, and what stands out is measured', async () => {
  const html = '<title>x</title><link rel="icon" href="data:,"><p style="width:2000px">wide</p>';

  const { page } = await openPage(browser(), await served(html));

  expect(await axeFindings(page)).toEqual([expect.stringContaining('html-has-lang')]);
  expect(await standingOut(page)).toHaveLength(1);
});

it('a Chromium that is missing is said with what to install', () => {
  expect(() => chromiumPath({ CHROMIUM: '/nowhere/chromium' })).toThrow('apt-get install chromium');
});
