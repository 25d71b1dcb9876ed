import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StoreError } from './errors.js';
import { readPart, type StoredPart } from './person-schemas.js';
import { EMPTY_PERSON, type PersonState } from './person-state.js';
import { provisionalId } from './provisional.js';
import { statisticSpan } from './statistic-span.js';
import { NOTHING_DUE, type Store } from './store.js';

/** Of a line of the log: a template with the names of fields in braces. */
type Say = (template: string, fields: Readonly<Record<string, string>>) => void;

interface TakeoverLog {
  readonly info: Say;
  readonly warn: Say;
}

export interface TakeoverTools {
  readonly log: TakeoverLog;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What lets an account in, for a person. */
  readonly connect: (account: string) => string;
}

const FILES = ['tokens.json', 'state.json', 'history.json'] as const;
const KEPT_AS = '.0.1.0';
const LOCK = 'lock';
const OLD_LOCK_MILLISECONDS = 90_000;

const token = z.string().refine((text) => text.trim() !== '');
const login = z.looseObject({
  userid: z.union([z.string(), z.number()]).transform(String).catch(''),
  access_token: token,
  refresh_token: token,
  expires_at: z.iso.datetime({ offset: true }).transform(Date.parse).catch(0),
  scope: z.string().catch(''),
});
const object = z.record(z.string(), z.unknown());
const logins = z.looseObject({ accounts: object });
const account = z.looseObject({ userId: z.string().optional() });
const state = z.looseObject({
  instance: z.string().min(1),
  webhookSecret: z.string().optional(),
  accounts: object,
});
const history = z.looseObject({
  statistics: object,
  accounts: z.record(z.string(), z.looseObject({ due: z.string().optional() })),
});

/** Whether version 0.1.0 has left something here that has not been taken over. */
export function hasOldFiles(dataDir: string): boolean {
  return FILES.some((name) => existsSync(join(dataDir, name)));
}

/** A running bridge of 0.1.0 renews its lock each half minute, and would use the very same login. */
function refuseWhileItRuns(lock: string, now: number): void {
  const age = existsSync(lock) ? now - statSync(lock).mtimeMs : Number.POSITIVE_INFINITY;
  if (age > OLD_LOCK_MILLISECONDS) return;
  throw new StoreError(
    `version 0.1.0 was at work here ${Math.max(0, Math.round(age / 1000))} s ago (${lock}); stop it, and start this one a minute and a half later`,
  );
}

/**
 * Moves what version 0.1.0 kept in its files into the store, logins above all, and keeps the files under another name.
 * To be called with the lease; repeated after a crash it does the same once more. A part that cannot be read is left
 * out and said; its file is kept all the same.
 *
 * @throws StoreError while 0.1.0 is running
 */
export async function takeOver(dataDir: string, store: Store, tools: TakeoverTools): Promise<void> {
  const { log, now } = tools;
  if (!hasOldFiles(dataDir)) return;
  refuseWhileItRuns(join(dataDir, LOCK), now);
  const [tokenFile, stateFile, historyFile] = FILES.map((name) => join(dataDir, name)) as [string, string, string];
  const old = read(stateFile, state, log);
  const names = await takeLogins(read(tokenFile, logins, log)?.accounts ?? {}, old?.accounts ?? {}, store, tools);
  if (old) {
    await store.settings.put('instance', old.instance);
    await store.settings.put('webhook_secret', old.webhookSecret);
    for (const [name, value] of Object.entries(old.accounts)) await takeState(name, value, names, store, log);
  }
  const notes = read(historyFile, history, log);
  await takeSpans(notes?.statistics ?? {}, store);
  for (const [name, { due }] of Object.entries(notes?.accounts ?? {})) {
    const userId = names.get(name);
    if (userId) await store.statistics.setDue(userId, due ?? NOTHING_DUE);
  }
  const kept = FILES.map((name) => join(dataDir, name)).filter(existsSync);
  // First, since nobody looks for it when the files have gone.
  rmSync(join(dataDir, LOCK), { force: true });
  for (const path of kept) renameSync(path, path + KEPT_AS);
  syncFolder(dataDir);
  const files = kept.map((path) => path + KEPT_AS).join(', ');
  log.info('what version 0.1.0 kept is in the store now; its files are kept as {files}', { files });
}

/** After a power cut no old login may be back under its name: it would take the place of the one that came from it. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows and some network file systems have no such thing.
  }
}

/** @returns by account name, whose login it was */
async function takeLogins(
  entries: Readonly<Record<string, unknown>>,
  states: Readonly<Record<string, unknown>>,
  store: Store,
  { log, connect }: TakeoverTools,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const [name, entry] of Object.entries(entries)) {
    const parsed = login.safeParse(entry);
    if (!parsed.success) {
      log.warn('the login of {account} cannot be read; {advice}', { account: name, advice: connect(name) });
      continue;
    }
    const { userid, access_token, refresh_token, expires_at, scope } = parsed.data;
    const userId = userid || account.safeParse(states[name]).data?.userId || provisionalId(name);
    if ([...names.values()].includes(userId)) {
      log.warn(
        '{account} had the login of a Withings user who has another account here; if it is somebody else, {advice}',
        { account: name, advice: connect(name) },
      );
      continue;
    }
    names.set(name, userId);
    await store.people.put(userId, name);
    const tokens = { userId, accessToken: access_token, refreshToken: refresh_token, expiresAt: expires_at, scope };
    await store.logins.save(userId, tokens);
  }
  return names;
}

/** Of one person: what was read with another person's login is somebody else's, or a mixture. */
async function takeState(
  name: string,
  value: unknown,
  names: ReadonlyMap<string, string>,
  store: Store,
  log: TakeoverLog,
): Promise<void> {
  const was = account.safeParse(value).data;
  if (!was)
    return log.warn('what was known of {account} cannot be read; it is read from Withings again', { account: name });
  const userId = names.get(name) ?? was.userId;
  if (!userId) return;
  if (was.userId !== undefined && names.has(name) && was.userId !== userId) {
    return log.warn("what was known of {account} is another Withings user's; it is read from Withings again", {
      account: name,
    });
  }
  if (!names.has(name)) await store.people.put(userId, name);
  await store.states.commit(userId, EMPTY_PERSON, toState(was));
}

/** Version 0.1.0 kept them by the unique id of the entity. */
async function takeSpans(spans: Readonly<Record<string, unknown>>, store: Store): Promise<void> {
  for (const { userId } of await store.people.list()) {
    const prefix = `withings_${userId}_`;
    for (const [id, value] of Object.entries(spans).filter(([id]) => id.startsWith(prefix))) {
      const parsed = statisticSpan.safeParse(value);
      if (parsed.success) await store.statistics.put(userId, id.slice(prefix.length), parsed.data);
    }
  }
}

const PARTS: readonly StoredPart[] = [
  ...(['zoneFrom', 'midnights'] as const),
  ...(['readings', 'devices', 'feeds', 'records', 'activity', 'outbox'] as const),
];

function toState(was: Readonly<Record<string, unknown>>): PersonState {
  const parts = PARTS.map((part) => readPart(part, was[part]));
  const seen = readPart('seen', object.safeParse(object.safeParse(was.feeds).data?.measures).data?.seen);
  const zone = typeof was.zone === 'string' ? { zone: was.zone } : {};
  return Object.assign({}, EMPTY_PERSON, ...parts, seen, zone);
}

/** What the disk does not give now it may give at the next start: then nothing is left out. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder of that name is none of ours.
    if (code === 'EISDIR') return '';
    throw new StoreError(
      `cannot read ${path} of version 0.1.0 (${code}); make it readable for this user, or move it away to do without it`,
      { cause: error },
    );
  }
}

function read<T>(path: string, schema: z.ZodType<T>, log: TakeoverLog): T | undefined {
  if (!existsSync(path)) return undefined;
  const text = textOf(path);
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The parser's own message quotes the text, which may be a token.
    log.warn('{file} cannot be read and is left out; it is kept as {kept}', { file: path, kept: path + KEPT_AS });
    return undefined;
  }
}
