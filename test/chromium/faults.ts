import type { BrowserContext, Page } from 'playwright-core';

/** What no page may do, whatever is tested: each as a line. */
export interface Faults {
  readonly lines: readonly string[];
  /** What fits is no fault from now on: a refusal that a test provokes, a bridge that it stops. */
  tolerate(pattern: RegExp): void;
}

export interface FaultOptions {
  /** Where requests may go. */
  readonly origins: readonly string[];
}

const NAME = 'tellOfViolation';

/**
 * Watches all that a page says and asks for: errors on the console or in a script, a violated content policy, a request to
 * another host, an answer of 400 and above, a request that fails. To be called before the page goes anywhere.
 */
export async function watchFaults(context: BrowserContext, page: Page, { origins }: FaultOptions): Promise<Faults> {
  const all: string[] = [];
  const tolerated: RegExp[] = [];
  const note = (line: string) => void all.push(line);
  await context.exposeFunction(NAME, (what: string) => note(`content policy: ${what}`));
  await context.addInitScript((name) => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      const tell = Reflect.get(window, name) as (what: string) => void;
      tell(`${effectiveDirective} ${blockedURI} ${sample}`);
    });
  }, NAME);
  page.on('console', (message) => message.type() === 'error' && note(`console: ${message.text()}`));
  page.on('pageerror', ({ stack, message }) => note(`script: ${stack ?? message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && !origins.includes(origin)) note(`elsewhere: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {};
    // What a page leaves behind when it goes somewhere else.
    if (errorText !== 'net::ERR_ABORTED') note(`failed: ${request.method()} ${request.url()} ${errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400) return;
    note(`refused: ${response.request().method()} ${response.url()} ${response.status()}`);
  });
  return {
    get lines() {
      return all.filter((line) => !tolerated.some((pattern) => pattern.test(line)));
    },
    tolerate: (pattern) => void tolerated.push(pattern),
  };
}
