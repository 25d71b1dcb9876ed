import { setTimeout as pause } from 'node:timers/promises';
import { createSecrets } from '../secrets.js';
import { type ActivityDay, getActivity } from './activity.js';
import { type EcgSignal, getEcgSignal } from './ecg-signal.js';
import { type CallSite, RateLimitError } from './errors.js';
import { getEcgs } from './heart.js';
import { getIntradayActivity, type IntradayEntry } from './intraday.js';
import type { LastingRefusal } from './lasting-refusal.js';
import { type MeasurePage, type MeasureRange, measurePages } from './measures.js';
import { normalizeMeasures, type WithingsMeasurements } from './normalized.js';
import { listSubscriptions, type Subscription, subscribe, unsubscribe } from './notify.js';
import { requestNonce, requestTokens, revokeLogin } from './oauth.js';
import type { HealthRecord } from './record.js';
import { createSession, type RefreshTurn, type Session } from './session.js';
import { type DayRange, getSleepSummaries } from './sleep.js';
import { getSleepCourse, type SleepPhase } from './sleep-course.js';
import type { TimeRange } from './timed.js';
import { issuedAt, type Tokens } from './tokens.js';
import { type Call, createTransport, type TransportOptions } from './transport.js';
import { type Device, type Goals, getDevices, getGoals } from './user.js';
import { getWorkouts } from './workouts.js';

export const PUBLIC_CLOUD = 'https://wbsapi.withings.net';

export interface WithingsApiClientConfig extends Omit<TransportOptions, 'baseUrl'> {
  /** Default: the public cloud. */
  readonly baseUrl?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken?: string;
  readonly refreshToken?: string;
  /** Milliseconds since 1970; without it the access token is used until it is refused. */
  readonly expiresAt?: number;
  readonly userId?: string;
  /** What the login allows, comma-separated. */
  readonly scope?: string;
  /** Awaited before a new pair is used: store it durably here, its refresh token is the only key to the account. */
  readonly onTokens?: (tokens: Tokens) => Promise<void>;
  /** Where several processes share a login: runs a refresh alone, with the login as it is stored by then. */
  readonly refreshInTurn?: RefreshTurn;
  /** Makes each call of data, when it is time for it; what it rejects with, the method rejects with. */
  readonly around?: <T>(
    request: CallSite & { readonly params: Readonly<Record<string, string | number | undefined>> },
    call: () => Promise<T>,
  ) => Promise<T>;
  readonly warn?: (message: string) => void;
  /** Milliseconds on a clock that nobody sets; default: the process's own. */
  readonly stopwatch?: () => number;
  /** Shared by those that come and go with the turns of their accounts. Default: one of its own. */
  readonly lastingRefusal?: LastingRefusal;
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}

/** Withings' code lives for 30 s: a longer wait it does not survive. */
const LONGEST_WAIT_FOR_A_CODE_SECONDS = 20;

/** The answer of getmeas over all its pages. */
export interface RawMeasures {
  readonly updatetime: number | undefined;
  readonly timezone: string | undefined;
  readonly measuregrps: readonly unknown[];
}

/**
 * A client of the Withings public API for one account.
 *
 * What goes wrong at Withings or on the way there is thrown as a WithingsError or one of its kinds: AuthenticationError
 * (with `needsLogin` when a person must authorise again), RateLimitError, InvalidParametersError, TransportError. Two
 * things are not: once `signal` is aborted, calls reject with an AbortError (or the signal's own reason), and what
 * `onTokens` throws passes through.
 */
export class WithingsApiClient {
  readonly #config: WithingsApiClientConfig;
  readonly #call: Call;
  readonly #session: Session;
  readonly #clock: () => number;
  readonly #sleep: (milliseconds: number) => Promise<void>;
  readonly #hideTokens: (tokens: Partial<Tokens>) => void;
  readonly #stopwatch: () => number;
  #serverTime: number | undefined;
  /** By the stopwatch. */
  #serverTimeAt = 0;

  constructor(config: WithingsApiClientConfig) {
    const sleep = config.sleep ?? ((milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }));
    this.#config = config;
    this.#clock = config.clock ?? Date.now;
    this.#stopwatch = config.stopwatch ?? (() => performance.now());
    this.#sleep = (milliseconds) => sleep(milliseconds, config.signal);
    const { hide, blank } = createSecrets();
    const hideTokens = ({ accessToken = '', refreshToken = '' }: Partial<Tokens>) => {
      hide(accessToken, 'access token');
      hide(refreshToken, 'refresh token');
    };
    hide(config.clientSecret);
    hideTokens(config);
    this.#hideTokens = hideTokens;
    const { onTokens = async () => {}, blank: alsoBlank = (text: string) => text } = config;
    this.#call = createTransport({
      ...config,
      onServerTime: (time) => {
        [this.#serverTime, this.#serverTimeAt] = [time, this.#stopwatch()];
        config.onServerTime?.(time);
      },
      blank: (text) => alsoBlank(blank(text)),
      baseUrl: (config.baseUrl ?? PUBLIC_CLOUD).replace(/\/+$/, ''),
    });
    const session = createSession({
      call: this.#call,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
      tokens: {
        ...(config.accessToken !== undefined && { accessToken: config.accessToken }),
        ...(config.refreshToken !== undefined && { refreshToken: config.refreshToken }),
        ...(config.expiresAt !== undefined && { expiresAt: config.expiresAt }),
        ...(config.userId !== undefined && { userId: config.userId }),
        ...(config.scope !== undefined && { scope: config.scope }),
      },
      onTokens(next) {
        hideTokens(next);
        return onTokens(next);
      },
      inTurn: config.refreshInTurn ?? ((refresh) => refresh(undefined)),
      clock: this.#clock,
      stopwatch: this.#stopwatch,
      lastingRefusal: config.lastingRefusal,
      sleep: this.#sleep,
      random: config.random ?? Math.random,
    });
    const { around = (_, call) => call() } = config;
    this.#session = { ...session, call: (request) => around(request, () => session.call(request)) };
  }

  /** Uses these tokens from now on: a login that somebody else has stored. */
  useTokens(tokens: Tokens): void {
    this.#hideTokens(tokens);
    this.#session.use(tokens);
  }

  /** Exchanges the code of the authorise page, within the 30 seconds it lives, and uses its tokens from then on. */
  async getAccessToken(code: string, redirectUri: string): Promise<Tokens> {
    const exchange = () => requestTokens(this.#call, this.#config, { code, redirectUri }, this.#clock());
    const tokens = await exchange().catch(async (error: unknown) => {
      // Refused, the code is not used up.
      if (!(error instanceof RateLimitError) || error.retryAfter > LONGEST_WAIT_FOR_A_CODE_SECONDS) throw error;
      await this.#sleep(error.retryAfter * 1000);
      return exchange();
    });
    await this.#session.adopt(tokens);
    return tokens;
  }

  /** What the login allows, comma-separated; empty as long as nobody has said. */
  scope(): string {
    return this.#session.tokens().scope ?? '';
  }

  /** When the access token was made, milliseconds since 1970; undefined as long as nobody has said. */
  issuedAt(): number | undefined {
    return issuedAt(this.#session.tokens());
  }

  /** When the access token expires, milliseconds since 1970; undefined as long as nobody has said. */
  expiresAt(): number | undefined {
    return this.#session.tokens().expiresAt;
  }

  /** The cloud's own time as of its newest answer, milliseconds since 1970; undefined before there was one. */
  serverTime(): number | undefined {
    return this.#serverTime;
  }

  /** What the cloud's clock shows now, milliseconds since 1970, whatever becomes of ours; undefined before an answer. */
  serverClock(): number | undefined {
    if (this.#serverTime === undefined) return undefined;
    return Math.round(this.#serverTime + this.#stopwatch() - this.#serverTimeAt);
  }

  /** Withings takes no signature whose time is some minutes off, as that of a machine with a wrong clock is. */
  #signingTime(): number {
    return this.serverClock() ?? this.#clock();
  }

  /** A nonce for one signed call; also a check of client id and secret that needs no user. */
  getNonce(): Promise<string> {
    return requestNonce(this.#call, this.#config, this.#signingTime());
  }

  /** Gives the access to a person's data back: every login of theirs with this client id, and all notifications. */
  revokeAccess(userId: string): Promise<void> {
    return revokeLogin(this.#call, this.#config, userId, this.#signingTime());
  }

  /** A new pair of tokens. One refresh at a time: callers that come meanwhile get the same pair. */
  refreshAccessToken(): Promise<Tokens> {
    return this.#session.refresh();
  }

  /**
   * All measure groups created or changed since `lastUpdate` (seconds since 1970; 0 is the whole history), as Withings
   * sends them. A refused access token is refreshed and the call repeated, three attempts in all.
   */
  async getRawMeasures(lastUpdate = 0): Promise<RawMeasures> {
    const measuregrps: unknown[] = [];
    let timezone: string | undefined;
    let updatetime: number | undefined;
    for await (const page of this.measurePages({ lastUpdate })) {
      for (const group of page.groups) measuregrps.push(group);
      timezone ??= page.timezone;
      updatetime ??= page.updateTime;
    }
    return { updatetime, timezone, measuregrps };
  }

  /** The measures by type, in kilograms or in pounds (of 0.45359237 kg), times in the account's zone. */
  async getNormalizedMeasures(lastUpdate = 0, pounds = false): Promise<WithingsMeasurements> {
    const { measuregrps, timezone } = await this.getRawMeasures(lastUpdate);
    const warn = this.#config.warn ?? ((message: string) => console.warn(message));
    const onUnsupported = (type: number) => warn(`measure type ${type} is not supported and left out`);
    const onUnreadable = (id: string) => warn(`the measures of group ${id} cannot be read and are left out`);
    return normalizeMeasures(measuregrps, { zone: timezone ?? 'utc', pounds, onUnsupported, onUnreadable });
  }

  /** The pages of getmeas one by one, for whoever does not want a long history in memory. */
  measurePages(range: MeasureRange): AsyncGenerator<MeasurePage> {
    return measurePages(this.#session.call, range);
  }

  /** The devices linked to the account, with battery level and last synchronisation. */
  getDevices(): Promise<Device[]> {
    return getDevices(this.#session.call);
  }

  /**
   * A row for each day and each device or phone that counted, with the named fields. `onUnreadable` is told of each row
   * that cannot be read and is left out, here and below.
   */
  getActivity(
    range: DayRange,
    dataFields: readonly string[],
    onUnreadable?: (id: string) => void,
  ): Promise<ActivityDay[]> {
    return getActivity(this.#session.call, range, dataFields, onUnreadable);
  }

  /**
   * Nights and naps, with the named fields; those that are not over yet say so. `zone` (IANA, default UTC) is for rows
   * that tell neither day nor zone, here and below.
   */
  getSleepSummaries(
    range: DayRange,
    dataFields: readonly string[],
    zone?: string,
    onUnreadable?: (id: string) => void,
  ): Promise<HealthRecord[]> {
    return getSleepSummaries(this.#session.call, range, dataFields, zone, () => this.#serverTime, onUnreadable);
  }

  /**
   * What happened within the sleeps of a time, phase by phase, with the named fields minute by minute (such as `hr`,
   * `sdnn_1` and `rmssd`); a call for each 24 hours.
   */
  getSleepCourse(range: TimeRange, dataFields: readonly string[]): Promise<SleepPhase[]> {
    return getSleepCourse(this.#session.call, range, dataFields);
  }

  /** What was measured at each moment of a time, with the named fields (such as `heart_rate`); a call for each 24 hours. */
  getIntradayActivity(range: TimeRange, dataFields: readonly string[]): Promise<IntradayEntry[]> {
    return getIntradayActivity(this.#session.call, range, dataFields);
  }

  /** Workouts with the named fields; `category` is a code for workoutCategory. */
  getWorkouts(
    range: DayRange,
    dataFields: readonly string[],
    zone?: string,
    onUnreadable?: (id: string) => void,
  ): Promise<HealthRecord[]> {
    return getWorkouts(this.#session.call, range, dataFields, zone, onUnreadable);
  }

  /** ECG recordings between two times (seconds since 1970), or all. */
  getEcgs(
    range?: { readonly startDate: number; readonly endDate: number },
    zone?: string,
    onUnreadable?: (id: string) => void,
  ): Promise<HealthRecord[]> {
    return getEcgs(this.#session.call, range, zone, onUnreadable);
  }

  /** The recorded signal of an ECG; `signalId` is the id of its record. */
  getEcgSignal(signalId: string): Promise<EcgSignal> {
    return getEcgSignal(this.#session.call, signalId);
  }

  /** The account's subscriptions to notifications. */
  listSubscriptions(): Promise<Subscription[]> {
    return listSubscriptions(this.#session.call);
  }

  subscribe(subscription: Subscription): Promise<void> {
    return subscribe(this.#session.call, subscription);
  }

  unsubscribe(subscription: Pick<Subscription, 'appli' | 'callbackUrl'>): Promise<void> {
    return unsubscribe(this.#session.call, subscription);
  }

  /** The person's goals for steps, sleep and weight; undefined when Withings says nothing of them. */
  getGoals(): Promise<Goals | undefined> {
    return getGoals(this.#session.call);
  }
}
