/**
 * What the page and its server say to each other, below the page's base. The browser's side reads the types, too.
 * Times are ISO 8601 in the account's zone unless something else is said; `null` where there is none. Values are in the
 * account's units.
 */

/** `GET /api/state`, and the first thing that `GET /api/events` says (event `state`). */
export interface PageState {
  readonly version: string;
  /** By the bridge's clock, in UTC: the browser's may be hours off. */
  readonly now: string;
  /** In the order of the configuration. */
  readonly people: readonly PersonView[];
  readonly devices: readonly DeviceView[];
  readonly connections: Connections;
  /** The first of all feeds, in UTC. */
  readonly next_fetch: string | null;
  /** What went wrong last and has not gone well since, as far as a person may want to know of it. */
  readonly errors: readonly Trouble[];
  /** Whether there is a password, so that signing out makes sense. */
  readonly signed_in: boolean;
  /** Whether Home Assistant can be given the past: its address and token are known. */
  readonly can_import: boolean;
}

/** `GET /api/events`, event `change`: the parts of the state that differ from before; people by name, devices by id. */
export type PageChange = Partial<Omit<PageState, 'people' | 'devices'>> & {
  readonly people?: readonly PersonView[];
  readonly devices?: readonly DeviceView[];
};

export interface PersonView {
  /** The account of the configuration. */
  readonly name: string;
  readonly display_name: string;
  /** `null` while nobody has been connected under this name. */
  readonly user_id: string | null;
  readonly units: 'metric' | 'us' | 'uk';
  /** IANA name. */
  readonly zone: string | null;
  readonly authorization: 'ok' | 'required';
  /** Why the login does not work any more. */
  readonly login_problem: string | null;
  /** All of its feeds are at least as new. */
  readonly last_sync: string | null;
  /** When something last came from Withings: `last_sync` goes by the feed that is asked for least often. */
  readonly last_fetch: string | null;
  readonly next_fetch: string | null;
  readonly feeds: readonly FeedView[];
  /** By metric key, those that have had a value. */
  readonly metrics: Readonly<Record<string, MetricView>>;
  /** What is going on to connect this account; `null` when nothing is. */
  readonly connecting: ConnectingView | null;
}

export interface FeedView {
  readonly name: string;
  readonly last_success: string | null;
  readonly next_fetch: string | null;
  readonly last_error: string | null;
  /** Of its past: all from this day on is in the archive; `complete` when nothing is missing. */
  readonly archive: { readonly since: string | null; readonly complete: boolean } | null;
}

export interface MetricView {
  /** Of the catalogue, by language. */
  readonly names: Names;
  /** A time where `kind` is `time`. */
  readonly value: number | string | boolean | null;
  readonly unit: string | null;
  readonly kind: 'number' | 'text' | 'time' | 'boolean';
  /** Decimals to show; `null` for as many as there are. */
  readonly precision: number | null;
  readonly taken: string | null;
  /** Older than such a value usually becomes. */
  readonly stale: boolean;
  /** The feed that brings it; `null` for what is worked out. */
  readonly feed: string | null;
  readonly device_model: string | null;
}

export interface Names {
  readonly en: string;
  readonly de: string;
}

export interface DeviceView {
  readonly id: string;
  /** The model; `null` where Withings does not say. */
  readonly model: string | null;
  /** The accounts that it belongs to. */
  readonly accounts: readonly string[];
  /** `low`, `medium`, `high`. */
  readonly battery: string | null;
  readonly last_contact: string | null;
  readonly metrics: Readonly<Record<string, MetricView>>;
}

export type ConnectionName = 'withings' | 'mqtt' | 'homeassistant' | 'webhooks' | 'store';
export type Connections = Readonly<Record<ConnectionName, ConnectionView>>;

export interface ConnectionView {
  /** `off`: it is not configured; `waiting`: nothing can be said yet. */
  readonly state: 'ok' | 'trouble' | 'off' | 'waiting';
  /** What is the matter, and what to do; `null` when all is well. */
  readonly problem: Problem | null;
}

/**
 * A sentence in English, and what it is made of, so that the page can say it in another language. The body of every answer
 * of 400 and above.
 */
export interface Problem {
  readonly code: ProblemCode;
  /** In English; never a secret. */
  readonly error: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export const PROBLEM_CODES = [
  // of requests
  'bad_request',
  'not_found',
  'sign_in',
  'wrong_password',
  'slow_down',
  'foreign_origin',
  'unknown_host',
  'too_many_streams',
  'unknown_account',
  'unknown_metric',
  'bad_range',
  'internal',
  // of connecting
  'not_an_address',
  'other_login',
  'expired',
  'denied',
  'other_person',
  'person_of_another_account',
  'withings_refused',
  'redirect_uri',
  'failed',
  // of connections
  'login_lost',
  'feed_failed',
  'withings_away',
  'broker_away',
  'base_topic_taken',
  'homeassistant_away',
  'webhooks_unreachable',
  'store_unwritable',
  // of destinations
  'sink_unwell',
  // of the import
  'import_not_configured',
  'import_running',
  'import_failed',
  'nothing_yet',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Trouble extends Problem {
  /** `null`, as `feed`, for what is the trouble of nobody alone. */
  readonly account: string | null;
  readonly feed: string | null;
}

/** `POST /api/people/<account>/refresh`; what did not come in is a problem instead. */
export interface RefreshAnswer {
  /** `going_on`: it takes longer than somebody waits; the rest is told by the state. */
  readonly state: 'fetched' | 'going_on';
}

/** `POST /api/people/<account>/connect`, body `{}` or `{"replace": true}`. */
export interface ConnectAnswer {
  /** Withings' authorise page. */
  readonly url: string;
}

/** What becomes of it; the rest is told by `PersonView.connecting`. */
export type ConnectingView =
  | {
      readonly phase: 'waiting';
      /** In UTC, when it is given up. */
      readonly until: string;
      /** Where the browser comes back to, without its query. */
      readonly redirect_uri: string;
      /** Whether somebody listens there: else the address has to be pasted. */
      readonly listens: boolean;
      readonly replace: boolean;
    }
  | { readonly phase: 'exchanging' }
  | { readonly phase: 'done'; readonly at: string; readonly said: readonly string[] }
  | { readonly phase: 'failed'; readonly at: string; readonly problem: Problem };

/** `GET /api/people/<account>/series?metrics=a,b&from=DATE&to=DATE&points=N`: by metric key. Both days are whole ones. */
export type SeriesAnswer = Readonly<Record<string, SeriesView>>;

export interface SeriesView {
  readonly names: Names;
  readonly unit: string | null;
  readonly precision: number | null;
  /** Seconds since 1970, in order. */
  readonly t: readonly number[];
  /** Of several that one point stands for, their mean; totals of days, too. */
  readonly v: readonly (number | null)[];
  /** Only where points stand for several. */
  readonly min?: readonly (number | null)[];
  readonly max?: readonly (number | null)[];
  /** How many there are in the archive in that time. */
  readonly count: number;
}

/** `value` as in MetricView. */
export interface ValueView extends Pick<MetricView, 'names' | 'value' | 'unit' | 'kind' | 'precision'> {}

/** Of `GET /api/people/<account>/nights?from=DATE&to=DATE`, a list by day; with `metrics=a,b` no other ones. */
export interface NightView {
  /** The day of waking up, where it was slept. */
  readonly date: string;
  /** IANA name of the zone in which it was slept; where nobody knows, of the person's own. */
  readonly zone: string;
  readonly start: string | null;
  readonly end: string | null;
  /** By metric key. */
  readonly metrics: Readonly<Record<string, ValueView>>;
  /** Whether `GET …/nights/<date>` has its course. */
  readonly detail: boolean;
}

export type StageName = 'awake' | 'light' | 'deep' | 'rem' | 'manual' | 'unspecified' | 'out_of_bed';

/** `GET /api/people/<account>/nights/<date>`. */
export interface NightCourseView extends NightView {
  /** Seconds since 1970. */
  readonly stages: readonly (readonly [from: number, to: number, stage: StageName])[];
  /** By the names of `night` on MQTT: `heart_rate`, `respiratory_rate`, `hrv_rmssd`, … */
  readonly curves: Readonly<Record<string, CurveView>>;
}

export interface CurveView {
  readonly unit: string | null;
  readonly t: readonly number[];
  readonly v: readonly (number | null)[];
}

/** Of `GET /api/people/<account>/workouts?from=DATE&to=DATE`, a list, the newest first; with `metrics=a,b` no other ones. */
export interface WorkoutView {
  readonly id: string;
  /** As `workout_type` has it. */
  readonly type: string | null;
  readonly start: string;
  readonly end: string | null;
  readonly metrics: Readonly<Record<string, ValueView>>;
}

/** Of `GET /api/people/<account>/ecgs?from=DATE&to=DATE`, a list, the newest first. */
export interface EcgView {
  readonly id: string;
  readonly recorded: string;
  readonly metrics: Readonly<Record<string, ValueView>>;
  /** Whether `GET …/ecgs/<id>` has the signal. */
  readonly signal: boolean;
}

/** `GET /api/people/<account>/ecgs/<id>`. */
export interface EcgSignalView extends Omit<EcgView, 'signal'> {
  /** Samples a second; `null` where nothing is said. */
  readonly frequency: number | null;
  readonly wear_position: number | null;
  /** Microvolts. */
  readonly signal: readonly (number | null)[];
}

/** `GET /api/people/<account>/history`: the import into Home Assistant. */
export type HistoryView =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly done: number; readonly all: number; readonly at: string | null }
  | { readonly phase: 'done'; readonly hours: number; readonly at: string }
  | { readonly phase: 'failed'; readonly problem: Problem; readonly at: string };

/** `POST /api/people/<account>/calendar`, body `{}` or `{"renew": true}`; told only when it is asked for. */
export interface CalendarAnswer {
  /** Below the page's base, such as `calendar/<secret>/anna.ics`. */
  readonly path: string;
}
