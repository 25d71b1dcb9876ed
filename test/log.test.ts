import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog, type LogLevel, type LogOptions } from '../src/log.js';

function setUp(options: Partial<LogOptions> = {}) {
  const stream = new PassThrough();
  const log = createLog({ level: 'debug', format: 'text', stream, ...options });
  /** What has been written since the last look. */
  const lines = () =>
    String(stream.read() ?? '')
      .split('\n')
      .slice(0, -1);
  return { log, lines };
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

describe('createLog', () => {
  it.each<[LogLevel, string[]]>([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ])('at level %s', (level, expected) => {
    const { log, lines } = setUp({ level });

    log.error('x');
    log.warn('x');
    log.info('x');
    log.debug('x');

    expect(lines().map((line) => line.split(/ +/)[1])).toEqual(expected);
  });

  it('writes lines of text', () => {
    const { log, lines } = setUp();

    log.info('published', { topic: 'withings/anna/weight', value: 72.35, retained: true, none: undefined, nil: null });
    log.warn('no details');

    const [first, second] = lines();
    expect(first).toMatch(
      new RegExp(`^${TIME} info  published topic=withings/anna/weight value=72.35 retained=true nil=null$`),
    );
    expect(second).toMatch(new RegExp(`^${TIME} warn  no details$`));
  });

  it('writes lines of JSON', () => {
    const { log, lines } = setUp({ format: 'json' });

    log.info('say "hello"', { topic: 'a', value: 1, none: undefined });

    expect(lines().map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(new RegExp(`^${TIME}$`)),
        level: 'info',
        message: 'say "hello"',
        topic: 'a',
        value: 1,
      },
    ]);
  });
});

const SECRETS = ['s3cret-Token', 'p@ss/wörd+ 1%', 'quote"back\\slash\n', "bang!('star')*", 'a b'.repeat(3)];

describe('a secret', () => {
  it.each(SECRETS.flatMap((secret) => (['text', 'json'] as const).map((format) => [secret, format] as const)))(
    '%j is blanked out in every form, in %s',
    (secret, format) => {
      const { log, lines } = setUp({ format });
      log.hide(secret);
      const forms: Record<string, string> = {
        raw: secret,
        percent: encodeURIComponent(secret),
        form: new URLSearchParams({ token: secret }).toString(),
        base64: Buffer.from(secret).toString('base64'),
        json: JSON.stringify({ secret }),
      };

      for (const [name, form] of Object.entries(forms)) {
        log.info(`before ${form} after`, { name, detail: form });
        const written = lines().join('\n');

        expect(written).toMatch(/before .*\*\*\*.* after/s);
        expect(written.replaceAll('***', '')).not.toContain(form);
        expect(written).not.toContain(secret);
        expect(written).not.toContain(encodeURIComponent(secret));
      }
    },
  );

  it.each(['', 'a', 'ab', 'client-id'])('is blanked out in a Basic header, after the user %j', (user) => {
    const { log, lines } = setUp();
    const secret = 'k9!Zq_71-long-client-secret';
    log.hide(secret);
    const header = Buffer.from(`${user}:${secret}`).toString('base64');

    log.error(`Authorization: Basic ${header}`);

    const [line = ''] = lines();
    const left = Buffer.from(line.split('Basic ')[1]?.split('***')[0] ?? '', 'base64').toString();
    expect(line).toContain('***');
    expect(`${user}:${secret}`.startsWith(left)).toBe(true);
    expect(left.length).toBeLessThanOrEqual(user.length + 3);
  });

  it('is blanked out whole, when another one is a part of it', () => {
    const { log, lines } = setUp();
    log.hide('abcd');
    log.hide('abcd-and-more');

    log.info('x abcd-and-more y abcd z');

    expect(lines()[0]).toMatch(/x \*\*\* y \*\*\* z$/);
  });

  it('is hidden from the moment it is known, and only there', () => {
    const { log, lines } = setUp();

    log.info('token-1 is new');
    log.hide('token-1');
    log.info('token-1 is old, token-2 is not');

    expect(lines().map((line) => line.slice(31))).toEqual(['token-1 is new', '*** is old, token-2 is not']);
  });

  it('of three letters is no secret', () => {
    const { log, lines } = setUp();
    for (const word of ['', 'a', 'the']) log.hide(word);

    log.info('the end');

    expect(lines()[0]).toMatch(/the end$/);
  });
});
