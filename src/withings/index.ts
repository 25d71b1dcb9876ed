/** The Withings API client, usable as a library. */
export { type RawMeasures, WithingsApiClient, type WithingsApiClientConfig } from './client.js';
export {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from './errors.js';
export type { MeasurePage, MeasureRange } from './measures.js';
export type { NormalizedMeasure, WithingsMeasurements } from './normalized.js';
export { authorizeUrl, SCOPES } from './oauth.js';
export { sign } from './signature.js';
export type { Tokens } from './tokens.js';
export type { Device, Goals } from './user.js';
