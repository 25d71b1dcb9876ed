import type { ActivityRow, EcgRow, IntradayRow, SleepInterval, SleepRow, WorkoutRow } from './row-types.js';

/** One value of a group: the quantity is `value * 10^unit`. */
export interface Measure {
  value: number;
  type: number;
  unit: number;
  algo?: number;
  fm?: number;
  position?: number;
}

/** A measure group as getmeas sends it; times in seconds since the epoch. Typed in by hand: no device, no model. */
export interface MeasureGroup {
  grpid: number;
  attrib: number;
  date: number;
  created: number;
  modified: number;
  category: number;
  deviceid: string | null;
  hash_deviceid: string | null;
  measures: Measure[];
  modelid: number | null;
  model: string | null;
  comment: string | null;
  timezone?: string;
}

/** An account of the simulated cloud. The lists may be changed at any time; the next answer shows it. */
export interface Person {
  userid: number;
  name: string;
  timezone: string;
  measuregrps: MeasureGroup[];
  devices: unknown[];
  /** The `goals` object; null, undefined or an empty one is sent as the empty list, as Withings does. */
  goals: unknown;
  /** Days of getactivity. Each of these lists holds rows with all their fields; a missing one is an empty one. */
  activities?: ActivityRow[];
  /** Nights and naps of sleep getsummary. */
  sleeps?: SleepRow[];
  workouts?: WorkoutRow[];
  /** Recordings of heart list. */
  ecgs?: EcgRow[];
  /** Entries of getintradayactivity. */
  intraday?: IntradayRow[];
  /** Intervals of sleep get, of all nights. */
  nights?: SleepInterval[];
}

/** The body of a token answer. `userid` is a string after authorization_code and a number after refresh_token. */
export interface TokenReply {
  userid: string | number;
  access_token: string;
  refresh_token: string;
  scope: string;
  expires_in: number;
  csrf_token: string;
  token_type: 'Bearer';
}

/** One request the cloud received. */
export interface CloudRequest {
  /** When it arrived, in milliseconds of the cloud's clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** The `action` parameter, or an empty string. */
  readonly action: string;
  /** Query and form body together; the body wins. */
  readonly params: Readonly<Record<string, string>>;
  /** The bearer token sent along, if any. */
  readonly accessToken?: string;
  /** `status` of the envelope, or the HTTP code where it is not 200; -1 while (or if ever) nothing was answered. */
  readonly status: number;
  readonly userid?: number;
}

/** Parameters of a request. */
export type Params = Readonly<Record<string, string>>;

/** What every API call answers: `status` 0 and a body, or another status and an error text. */
export interface Envelope {
  status: number;
  body?: unknown;
  error?: string;
}

/** A data call whose token and scope have been checked. */
export interface DataCall {
  readonly person: Person;
  readonly params: Params;
  /** What the token may read. */
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One row of the dispatcher: a call with a bearer token. The token needs one of `scopes`. */
export interface DataEndpoint {
  readonly path: string;
  readonly action: string;
  readonly scopes: readonly string[];
  readonly answer: (call: DataCall) => Envelope | Promise<Envelope>;
}

/** A call of the application itself (tokens, nonces): no bearer token. */
export interface ClientEndpoint {
  readonly path: string;
  readonly action: string;
  /** Whether an identical call within some seconds is refused with 601. */
  readonly deduplicated: boolean;
  readonly answer: (params: Params) => ClientAnswer;
}

/** The envelope, and whose account the call was about where that is known. */
export interface ClientAnswer {
  readonly envelope: Envelope;
  readonly userid?: number;
}
