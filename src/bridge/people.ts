import type { AccountConfig } from '../config/index.js';
import type { Log } from '../log.js';
import { isProvisional } from '../store/provisional.js';
import type { Person, Store } from '../store/store.js';
import { createTurns } from '../turns.js';
import type { Advice } from './advice.js';
import { joinAdvice, type KeptPerson } from './join-advice.js';
import type { BridgePerson } from './person.js';

/** The accounts of the configuration and who is behind them, as the store has it. */
export interface People {
  /** In the order of the configuration. */
  all(): readonly BridgePerson[];
  find(name: string): BridgePerson | undefined;
  /** Looks into the store again: a login may be new, a name may be another person's, somebody may have been removed. */
  refresh(): Promise<void>;
}

export interface PeopleOptions {
  readonly accounts: readonly AccountConfig[];
  readonly store: Pick<Store, 'people' | 'logins'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly advice: Advice;
  /** @param isRemoved somebody has removed who was there: nothing is to be said of the account until it is authorised anew */
  readonly open: (account: AccountConfig, userId: string | undefined, isRemoved: boolean) => Promise<BridgePerson>;
  /** Somebody is there who was not: at the start, or under a name that was another person's. */
  readonly onOpened: (person: BridgePerson) => void;
  /** A login has been replaced by a new one. */
  readonly onLogin: (person: BridgePerson) => void;
  readonly onClosed: (person: BridgePerson) => void;
  /** Nothing of this person is to be shown any more: they are gone from the store, or have no name here any more. */
  readonly onGone: (userId: string) => void;
}

/** Who is behind a name of the configuration. */
interface Behind {
  readonly name: string;
  readonly userId: string | undefined;
  readonly hasLogin: boolean;
}

const OTHER_NAME =
  '{account}: is called {name} in the store now, and goes on as {account} here until the bridge is started anew with {name} in its configuration';

const REMOVED = '{account}: was removed; what was published of it goes; take it out of the configuration, or {advice}';

/** Opens everybody. */
export async function openPeople(options: PeopleOptions): Promise<People> {
  const { accounts, store, log, advice } = options;
  const names = accounts.map(({ name }) => name);
  const open = new Map<string, BridgePerson>();
  const turns = createTurns();
  const removed = new Set<string>();
  /** What the store calls those who go on under their former names, by these. */
  const otherNames = new Map<string, string>();

  async function look(): Promise<void> {
    const known = await store.people.list();
    const idOf = ({ name }: AccountConfig) => (known.find((one) => one.name === name) ?? renamed(name, known))?.userId;
    const behind = await Promise.all(accounts.map((account) => behindOf(account, idOf(account))));
    // Where the store cannot be read, nothing has happened so far. All that goes first: a person may have got the name of
    // another one.
    const gone = new Set<string>();
    for (const one of behind) closeUnless(one, known, gone);
    for (const { userId } of everKnown) if (known.every((one) => one.userId !== userId)) gone.add(userId);
    everKnown = known;
    tellOtherNames(known);
    // Whoever has another name here now is shown under that one, and sinks find out by themselves.
    const isHere = (userId: string) => behind.some((one) => one.userId === userId);
    for (const userId of gone) if (!isProvisional(userId) && !isHere(userId)) options.onGone(userId);
    for (const person of open.values()) if (await person.follow()) options.onLogin(person);
    for (const account of accounts) if (!open.has(account.name)) await openOne(account, idOf(account));
  }

  /** Who is at work under a name and has got one that this configuration, which is the older one, does not know. */
  function renamed(account: string, known: readonly Person[]): Person | undefined {
    const userId = open.get(account)?.userId();
    const person = known.find((one) => one.userId === userId);
    return person?.name === undefined || names.includes(person.name) ? undefined : person;
  }

  function tellOtherNames(known: readonly Person[]): void {
    for (const account of names) {
      const name = renamed(account, known)?.name;
      if (name === undefined) otherNames.delete(account);
      else if (otherNames.get(account) !== name) {
        otherNames.set(account, name);
        log.warn(OTHER_NAME, { account, name });
      }
    }
  }

  async function behindOf({ name }: AccountConfig, userId: string | undefined): Promise<Behind> {
    return { name, userId, hasLogin: userId !== undefined && (await store.logins.of(userId)) !== undefined };
  }

  /** Closes who is not behind the name any more, and who has got a first login or none any more. */
  function closeUnless({ name, userId, hasLogin }: Behind, known: readonly Person[], gone: Set<string>): void {
    if (userId !== undefined) removed.delete(name);
    const person = open.get(name);
    if (!person) return;
    const before = person.userId();
    if (before === userId && hasLogin === (person.client !== undefined)) return;
    person.close();
    open.delete(name);
    options.onClosed(person);
    if (before !== undefined && before !== userId) gone.add(before);
    const isRemoved = userId === undefined && before !== undefined && known.every((one) => one.userId !== before);
    if (isRemoved) {
      removed.add(name);
      log.info(REMOVED, { account: name, advice: advice.connect(name) });
    } else if (hasLogin) log.info('{account}: has a new login', { account: name });
    else log.info('{account}: has no login any more', { account: name });
  }

  async function openOne(account: AccountConfig, userId: string | undefined): Promise<void> {
    const person = await options.open(account, userId, removed.has(account.name));
    open.set(account.name, person);
    options.onOpened(person);
  }

  let everKnown = await store.people.list();
  await look();
  const kept = await keptPeople(store);
  const isSpare = ({ name, hasLogin }: KeptPerson) => hasLogin && !names.includes(name ?? '');
  // Without one, the log says of each account by itself what to do.
  if (kept.some(isSpare)) {
    for (const { template, fields } of joinAdvice(names, kept, advice)) log.error(template, fields);
  }
  return {
    all: () => accounts.flatMap(({ name }) => open.get(name) ?? []),
    find: (name) => open.get(name),
    refresh: () => turns.take(look),
  };
}

function keptPeople({ people, logins }: PeopleOptions['store']): Promise<readonly KeptPerson[]> {
  const withLogin = async (person: Person) => ({
    ...person,
    hasLogin: (await logins.of(person.userId)) !== undefined,
  });
  return people.list().then((list) => Promise.all(list.map(withLogin)));
}
