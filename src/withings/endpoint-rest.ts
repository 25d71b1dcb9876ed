import { RateLimitError } from './errors.js';

export type EndpointRest = ReturnType<typeof createEndpointRest>;

/** As long as the old token works, an early refresh that failed is tried again this much later, not at every call. */
const REST_MILLISECONDS = 30_000;

/** How long an endpoint is left alone after it failed. A clock (milliseconds since 1970) that is set back ends it. */
export function createEndpointRest(clock: () => number) {
  let since = 0;
  let rest = 0;
  let demand = 0;
  const left = (milliseconds: number) => {
    const passed = clock() - since;
    return passed < 0 ? 0 : Math.max(0, milliseconds - passed);
  };
  return {
    begin(error: unknown): void {
      since = clock();
      demand = error instanceof RateLimitError ? error.retryAfter * 1000 : 0;
      rest = Math.max(demand, REST_MILLISECONDS);
    },
    end(): void {
      rest = 0;
      demand = 0;
    },
    isOn: () => left(rest) > 0,
    /** Seconds for which Withings has asked it not to be called. */
    demanded: () => Math.ceil(left(demand) / 1000),
  };
}
