import type { Outlet } from './link.js';

/** One connection that several publishers use at the same time. */
export interface SharedWindow {
  /**
   * A way out of one's own; nothing is to be put back.
   *
   * @param signal aborted: what waits is not to go out any more, as behind what another bridge publishes
   */
  share(signal?: AbortSignal): Outlet;
  /** To be called from time to time: where `mayPublish` says no, what is not acknowledged must not arrive any more. */
  look(): void;
}

export interface SharedWindowOptions {
  readonly outlet: Outlet;
  /** Asked for each message just before it goes out, and by `look`. After a no nothing goes out any more. */
  readonly mayPublish: () => boolean;
  /** Called once, when `mayPublish` has said no. */
  readonly onForbidden: () => void;
}

interface Waiting {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly done: (error?: Error | null) => void;
}

/**
 * Lets a broker have no more unanswered messages than it takes, whoever they are from: one publisher alone has the whole
 * window, of several each one gets its turn with each place that comes free, however much another one has waiting. Within
 * a share messages keep their order.
 */
export function createSharedWindow({ outlet, mayPublish, onForbidden }: SharedWindowOptions): SharedWindow {
  /** Those that wait, in the order of their turns. */
  const shares = new Set<Waiting[]>();
  let inFlight = 0;
  let forbidden = false;

  function pump(): void {
    while (!forbidden && inFlight < outlet.window) {
      const queue = shares.values().next().value;
      const next = queue?.shift();
      if (!queue || !next) return;
      shares.delete(queue);
      if (queue.length > 0) shares.add(queue);
      send(next);
    }
  }

  function send({ topic, payload, retain, done }: Waiting): void {
    if (!mayPublish()) {
      forbid();
      return;
    }
    inFlight += 1;
    outlet.publish(topic, payload, retain, (error) => {
      inFlight -= 1;
      done(error);
      pump();
    });
  }

  function forbid(): void {
    forbidden = true;
    shares.clear();
    onForbidden();
  }

  return {
    look() {
      if (inFlight > 0 && !forbidden && !mayPublish()) forbid();
    },
    share(signal) {
      const queue: Waiting[] = [];
      const empty = () => {
        queue.length = 0;
        shares.delete(queue);
      };
      signal?.addEventListener('abort', empty, { once: true });
      return {
        window: outlet.window,
        publish(topic, payload, retain, done) {
          if (forbidden || signal?.aborted) return;
          queue.push({ topic, payload, retain, done });
          shares.add(queue);
          pump();
        },
      };
    },
  };
}
