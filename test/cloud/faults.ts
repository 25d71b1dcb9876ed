/** What goes wrong. Each says what the client gets in place of the true answer. */
export type FaultAct =
  /** HTTP 200 with another status in the envelope; `body` is `{}` unless given (`[]`, null and undefined occur too). */
  | { readonly kind: 'status'; readonly status: number; readonly error?: string; readonly body?: unknown }
  /** Another HTTP code, with an HTML error page unless `body` is given. */
  | {
      readonly kind: 'http';
      readonly code: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** HTTP 200 with a page instead of JSON. */
  | { readonly kind: 'html'; readonly body?: string }
  /** HTTP 200 with no body at all. */
  | { readonly kind: 'empty' }
  /** The true answer, cut in half. */
  | { readonly kind: 'truncated' }
  /** The connection is torn down before anything is sent (the default), or after half of the true answer. */
  | { readonly kind: 'reset'; readonly when?: 'start' | 'middle' }
  /** No answer, the connection stays open. */
  | { readonly kind: 'hang' }
  /** The true answer, some bytes (1) at a time, with a pause (20 ms) in between. */
  | { readonly kind: 'slow'; readonly bytes?: number; readonly pauseMs?: number }
  /** The true answer, with every number of the body as a string. */
  | { readonly kind: 'strings' }
  /** The true answer, with null for every list of the body. */
  | { readonly kind: 'nulls' }
  /** A redirect (302) to another address. */
  | { readonly kind: 'redirect'; readonly to: string; readonly code?: number }
  /** The true token answer, but for another user (9999999). */
  | { readonly kind: 'wrong-user'; readonly userid?: number }
  /** A small gzip answer that unpacks to this many megabytes (512). */
  | { readonly kind: 'gzip-bomb'; readonly megabytes?: number };

export type FaultKind = FaultAct['kind'];

/** Which requests a fault strikes. */
export interface FaultMatch {
  /** Only this path, for example `/measure`. */
  readonly path?: string;
  /** Only this action, for example `getmeas`. */
  readonly action?: string;
  /** How often it strikes; without it: until it is removed. */
  readonly times?: number;
  /** How many matching requests are let through first. */
  readonly after?: number;
  /** The cloud does what was asked (a refresh makes new tokens) and only the answer is lost. */
  readonly handled?: boolean;
}

export type Fault = FaultMatch & FaultAct;

/** The faults that are switched on, oldest first. */
export interface Faults {
  /** Switches a fault on and returns what removes it. */
  add(fault: Fault): () => void;
  /** The fault that strikes this request, if any. */
  take(request: { readonly path: string; readonly action: string }): Fault | undefined;
}

export function createFaults(): Faults {
  const active = new Set<{ readonly fault: Fault; seen: number }>();
  return {
    add(fault) {
      const entry = { fault, seen: 0 };
      active.add(entry);
      return () => void active.delete(entry);
    },

    take({ path, action }) {
      for (const entry of active) {
        const { fault } = entry;
        if ((fault.path ?? path) !== path || (fault.action ?? action) !== action) continue;
        entry.seen += 1;
        const strikes = entry.seen - (fault.after ?? 0);
        if (strikes >= (fault.times ?? Number.POSITIVE_INFINITY)) active.delete(entry);
        if (strikes > 0 && strikes <= (fault.times ?? strikes)) return fault;
      }
      return undefined;
    },
  };
}

/** Whether the request is carried out: asked for, or because the fault only spoils the true answer. */
export function isHandled(fault: Fault): boolean {
  if (fault.handled === true) return true;
  switch (fault.kind) {
    case 'truncated':
    case 'slow':
    case 'strings':
    case 'nulls':
    case 'wrong-user':
      return true;
    case 'reset':
      return fault.when === 'middle';
    default:
      return false;
  }
}
