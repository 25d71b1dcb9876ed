/** The Withings API client, usable as a library: everything its signatures name. */
export type { ActivityDay } from './activity.js';
export type { AttemptOptions } from './attempt-timeout.js';
export { type RawMeasures, WithingsApiClient, type WithingsApiClientConfig } from './client.js';
export type { EcgSignal } from './ecg-signal.js';
export type { StatusFamily } from './envelope-status.js';
export {
  AuthenticationError,
  type CallSite,
  type ErrorDetails,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from './errors.js';
export { ECG_AFIB_WORDS } from './heart.js';
export type { Hold } from './hold.js';
export { INTRADAY_FIELDS, type IntradayEntry } from './intraday.js';
export type { LastingRefusal } from './lasting-refusal.js';
export { type Measure, type MeasureGroup, parseMeasureGroup } from './measure-groups.js';
export type { MeasurePage, MeasureRange } from './measures.js';
export type { NormalizedMeasure, WithingsMeasurements } from './normalized.js';
export type { Subscription } from './notify.js';
export { authorizeUrl, isGranted, SCOPES } from './oauth.js';
export type { HealthRecord, RecordData } from './record.js';
export type { RepeatOptions } from './repeat.js';
export type { Route } from './route.js';
export type { RefreshTurn } from './session.js';
export { sign } from './signature.js';
export type { DayRange } from './sleep.js';
export { SLEEP_COURSE_FIELDS, type SleepPhase, sleepStateName } from './sleep-course.js';
export type { Point, TimeRange } from './timed.js';
export type { Tokens } from './tokens.js';
export type { TransportOptions } from './transport.js';
export type { Device, GoalName, Goals } from './user.js';
export { workoutCategory } from './workout-categories.js';
