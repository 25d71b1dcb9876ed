import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, type Fields, fill, type LogLevel, type LogOptions } from '../src/log.js';

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
    log.warn('no fields');

    const [first, second] = lines();
    expect(first).toMatch(
      new RegExp(`^${TIME} info  published topic=withings/anna/weight value=72.35 retained=true nil=null$`),
    );
    expect(second).toMatch(new RegExp(`^${TIME} warn  no fields$`));
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

describe('the fields of a line', () => {
  const write = (options: Partial<LogOptions>, template: string, fields: Fields) => {
    const { log, lines } = setUp(options);
    log.warn(template, fields);
    return lines().map((line) => line.slice(line.indexOf(' warn') + 7))[0];
  };

  it('stand in the text where the template names them, as often as it does', () => {
    const template = '{account}: no {feed}; run: withings2mqtt auth {account}';

    expect(write({ level: 'info' }, template, { account: 'anna', feed: 'ecgs' })).toBe(
      'anna: no ecgs; run: withings2mqtt auth anna',
    );
  });

  it('are there for each name of a template, or it does not compile', () => {
    const { log, lines } = setUp();

    // @ts-expect-error without `feed`
    log.warn('{account}: no {feed}', { account: 'anna' });
    // @ts-expect-error without any
    log.warn('{account}: gone');

    expect(lines()).toEqual([expect.stringMatching(/anna: no \{feed\}$/), expect.stringMatching(/\{account\}: gone$/)]);
  });

  it('that the template does not name stand behind it at debug only', () => {
    const fields = { account: 'anna', seconds: 5, off: true, nil: null, none: undefined };

    expect(write({ level: 'info' }, '{account}: gone', fields)).toBe('anna: gone');
    expect(write({ level: 'debug' }, '{account}: gone', fields)).toBe('anna: gone seconds=5 off=true nil=null');
  });

  it('are no templates themselves, and a name without a field stays', () => {
    const fields = { a: '{b} $& {a}', b: '{a}', undef: undefined };

    expect(write({ level: 'info' }, '{a} {b} {c} {undef} {toString} {} {', fields)).toBe(
      '{b} $& {a} {a} {c} {undef} {toString} {} {',
    );
  });

  it('are keys of their own in JSON, beside a message that is always the same', () => {
    const { log, lines } = setUp({ format: 'json', level: 'info' });

    log.error('{account}: no {feed}', { account: 'anna', feed: 'ecgs', seconds: 5 });

    expect(JSON.parse(lines()[0]!)).toEqual({
      ...{ time: expect.any(String), level: 'error', message: '{account}: no {feed}' },
      ...{ account: 'anna', feed: 'ecgs', seconds: 5 },
    });
  });

  it('never take the place of time, level and message', () => {
    const { log, lines } = setUp({ format: 'json' });
    const fields: object = { time: 'noon', level: 'loud', message: 'other' };

    log.info('hello', fields as Fields);

    expect(JSON.parse(lines()[0]!)).toEqual({ time: expect.stringMatching(TIME), level: 'info', message: 'hello' });
  });
});

describe('any template with any fields', () => {
  const NAME = fc.stringMatching(/^[a-z]{1,6}$/).filter((name) => !['time', 'level', 'message'].includes(name));
  const VALUE = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('{a}', '{b}', '$&', '{', '}'), fc.integer());
  const FIELDS = fc.dictionary(fc.oneof(NAME, fc.constantFrom('a', 'b', 'constructor')), VALUE, {
    noNullPrototype: true,
  });
  const PARTS = fc.array(
    fc.oneof(
      NAME.map((name) => ({ name })),
      fc.string().map((text) => text.replaceAll(/[{}]/g, '')),
    ),
  );

  it('gives its text piece by piece: each name its own value, as it is', () => {
    fc.assert(
      fc.property(FIELDS, PARTS, (fields, extra) => {
        const parts = [...extra, ...Object.keys(fields).map((name) => ({ name }))];
        const template = parts.map((part) => (typeof part === 'string' ? part : `{${part.name}}`)).join('');
        const expected = parts.map((part) => {
          if (typeof part === 'string') return part;
          return Object.hasOwn(fields, part.name) ? String(fields[part.name]) : `{${part.name}}`;
        });
        expect(fill(template, fields)).toBe(expected.join(''));
      }),
    );
  });

  it('is in JSON again what it was', () => {
    fc.assert(
      fc.property(FIELDS, fc.string({ unit: 'grapheme' }), (fields, template) => {
        const { log, lines } = setUp({ format: 'json' });
        log.warn(template, fields);
        const { time: _, ...rest } = JSON.parse(lines().join('\n'));
        expect(rest).toEqual({ ...fields, level: 'warn', message: template });
      }),
    );
  });

  it('shows no secret, wherever in it that is', () => {
    const secret = fc.stringMatching(/^[A-Z][\w+/%@!&?"\\{}-]{4,20}$/);
    const around = fc.constantFrom('', ' ', 'x', '{', '}', '=', '"');
    fc.assert(
      fc.property(secret, around, fc.constantFrom('text' as const, 'json' as const), (hidden, edge, format) => {
        const { log, lines } = setUp({ format });
        log.hide(hidden);
        log.warn(`${edge}${hidden}${edge} {field}`, { field: `${edge}${hidden}${edge}`, other: hidden });
        const written = lines().join('\n');
        expect(written).not.toContain(hidden);
        expect(written).not.toContain(JSON.stringify(hidden).slice(1, -1));
      }),
    );
  });

  it('blanks a number that is a secret', () => {
    const { log, lines } = setUp({ format: 'json' });
    log.hide('987654');

    log.warn('{id}', { id: 987_654, seconds: 5 });

    expect(JSON.parse(lines()[0]!)).toMatchObject({ id: '***', seconds: 5 });
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

  it('is no secret any more when it is forgotten, while others are', () => {
    const { log, lines } = setUp();
    log.hide('token-1', 'one');
    log.hide('token-2', 'other');
    log.info('token-1 token-2');

    log.forget('one');
    log.info('token-1 token-2');

    expect(lines().map((line) => line.slice(31))).toEqual(['*** ***', 'token-1 ***']);
  });

  it('of three letters is no secret', () => {
    const { log, lines } = setUp();
    for (const word of ['', 'a', 'the']) log.hide(word);

    log.info('the end');

    expect(lines()[0]).toMatch(/the end$/);
  });
});
