import { openPersonClient, type PersonClient, type PersonClientOptions } from '../bridge/person-client.js';
import type { Person, Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { RateLimitError } from '../withings/errors.js';
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
