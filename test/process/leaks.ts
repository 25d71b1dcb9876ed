/** Texts by where they were found, such as `stderr of run`. */
export type Outputs = Readonly<Record<string, string>>;
/** What must not be found, by its name. */
export type SecretValues = Readonly<Record<string, string>>;

type View = (text: string) => string;

/** So many letters of base64 or hex may hold something. */
const SHORTEST_RUN = 8;
/** A secret in base64 inside of a form. */
const DEEPEST = 2;

/**
 * Finds secrets by decoding what was put out, in every way that there is, time and again; so it is no copy of the
 * program's own list of forms. Letters count as the same in both cases.
 *
 * @returns a line for each secret and place
 */
export function findLeaks(outputs: Outputs, secrets: SecretValues): string[] {
  const wanted = Object.entries(secrets).map(([name, value]) => [name, value.toLowerCase()] as const);
  const empty = wanted.filter(([, value]) => value.length < 4).map(([name]) => name);
  if (empty.length > 0) throw new Error(`too short to look for: ${empty.join(', ')}`);
  return Object.entries(outputs).flatMap(([place, text]) => {
    const views = [...viewsOf(text)].map((view) => view.toLowerCase());
    return wanted
      .filter(([, value]) => views.some((view) => view.includes(value)))
      .map(([name]) => `${name} in ${place}`);
  });
}

function viewsOf(text: string): Set<string> {
  const views = new Set([text]);
  let last = [text];
  for (let depth = 0; depth < DEEPEST; depth++) {
    last = last.flatMap((one) => VIEWS.map((view) => view(one))).filter((view) => view !== '' && !views.has(view));
    for (const view of last) views.add(view);
  }
  return views;
}

const decode =
  (pattern: RegExp, read: (code: string) => string): View =>
  (text) =>
    text.replace(pattern, (_, code: string) => read(code));

/** Text in bytes of UTF-8, such as %C3%BC. */
const percent = decode(/((?:%[0-9a-f]{2})+)/gi, (codes) => Buffer.from(codes.replaceAll('%', ''), 'hex').toString());
const form: View = (text) => percent(text.replaceAll('+', ' '));
const json = decode(/\\(u[0-9a-f]{4}|["\\/bfnrt])/gi, (code) => String(JSON.parse(`"\\${code}"`)));
const html = decode(/&#(x?[0-9a-f]+);/gi, (code) => String.fromCodePoint(Number(code.replace(/^x/i, '0x'))));

/** Every run of letters that may be base64, from each of the four places where a group of letters may begin. */
function base64(text: string): string {
  const runs = text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  return runs
    .flatMap((run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString()))
    .join('\n');
}

function hex(text: string): string {
  const runs = (text.match(/[0-9a-f]+/gi) ?? []).filter((run) => run.length >= SHORTEST_RUN);
  return runs.flatMap((run) => [0, 1].map((from) => Buffer.from(run.slice(from), 'hex').toString())).join('\n');
}

const VIEWS: readonly View[] = [percent, form, json, html, base64, hex];

/** A secret in every form in which somebody might repeat it. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const within = ['', 'x', 'xy'].map((before) => Buffer.from(`${before}${secret}zz`));
  const percentAll = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [
    secret,
    secret.toUpperCase(),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    percentAll,
    new URLSearchParams({ key: secret }).toString(),
    JSON.stringify({ key: secret }),
    ...within.flatMap((one) => [one.toString('base64'), one.toString('base64url')]),
    bytes.toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}
