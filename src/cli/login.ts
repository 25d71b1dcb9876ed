import { LOGIN_LOST } from '../bridge/account-status.js';
import { openPersonClient, type PersonClient, type PersonClientOptions } from '../bridge/person-client.js';
import { ExpectedError } from '../bridge/unexpected.js';
import { fill } from '../log.js';
import type { Person, Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { AuthenticationError, RateLimitError } from '../withings/errors.js';
import { TOKEN_SITE } from '../withings/token-site.js';
import { personCalls } from './calls.js';
import type { CommandContext } from './context.js';

export interface LoginOptions extends CommandContext {
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly onAnswer?: PersonClientOptions['base']['onAnswer'];
}

const WAITS = 5;
/** Nobody sits in front of a terminal for longer. */
const LONGEST_WAIT_SECONDS = 120;

/** Waits where Withings wants fewer calls, as others may have made theirs a moment ago, and goes on. */
function patient({ config, log, store, signal }: LoginOptions) {
  return async <T>(_request: unknown, call: () => Promise<T>): Promise<T> => {
    for (let waits = 0; ; waits++) {
      try {
        return await call();
      } catch (error) {
        const mayWait = error instanceof RateLimitError && error.retryAfter <= LONGEST_WAIT_SECONDS;
        if (!mayWait || waits === WAITS) throw error;
        await store.cluster?.budget.rest(config.withings.clientId, error.retryAfter * 1000);
        log.warn('Withings wants fewer calls; this goes on in {seconds} s', { seconds: error.retryAfter });
        await systemTools.sleep(error.retryAfter * 1000, signal);
      }
    }
  };
}

/** Who has a name here; undefined when nobody has. */
export async function personCalled({ people }: Pick<Store, 'people'>, name: string): Promise<Person | undefined> {
  return (await people.list()).find((person) => person.name === name);
}

/**
 * The login of an account for a command: within Withings' rate limit, and with every secret kept out of errors.
 *
 * @throws Error that says what to do when the account is not authorised
 */
export async function openLogin(name: string, options: LoginOptions): Promise<PersonClient> {
  const person = await personCalled(options.store, name);
  const login = person && (await loginOf(person, options));
  if (!login) throw new Error(`${name} is not authorised yet; ${options.advice.connect(name)}`);
  return login;
}

/** What lets an account in once more, for the end of a sentence. */
export function connectAgain(
  name: string,
  { store, advice }: Pick<LoginOptions, 'store' | 'advice'>,
  page?: string,
): string {
  return store.cluster ? `run: withings2mqtt accounts invite ${name}` : advice.connect(name, page);
}

/**
 * What went wrong in a call; of a login that is gone only why, so that whoever is told may add what to do.
 *
 * @param known why it must be authorised again, as the store has it
 */
export function whyLost(error: unknown, known?: string): string | undefined {
  if (error instanceof AuthenticationError && error.needsLogin) return error.message;
  // Another process has asked for a new token a moment ago, and was told.
  return error instanceof RateLimitError && error.endpoint === TOKEN_SITE.endpoint ? known : undefined;
}

/** Runs `work` with the login of an account. @throws Error that says what to do where that is gone */
export async function whileLetIn<T>(name: string, options: LoginOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = whyLost(error);
    if (reason === undefined) throw error;
    const advice = connectAgain(name, options);
    throw new ExpectedError(fill(LOGIN_LOST, { account: name, reason, advice }), { cause: error });
  }
}

/** @returns undefined for a person without a login */
export async function loginOf(
  { userId, name = userId }: Person,
  options: LoginOptions,
): Promise<PersonClient | undefined> {
  const { config, log, store, signal, onAnswer } = options;
  const { apiUrl: baseUrl, clientId, clientSecret } = config.withings;
  const calls = { beforeAttempt: personCalls(store, config.withings), around: patient(options) };
  return openPersonClient({
    ...{ store, userId, name, onSecret: log.hide },
    base: { baseUrl, clientId, clientSecret, signal, onAnswer, blank: log.blank, ...calls },
  });
}
