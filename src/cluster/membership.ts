import { reasonOf } from '../bridge/unexpected.js';
import type { Log } from '../log.js';
import type { BridgeNode, Bridges } from '../store/cluster.js';
import { NewerStoreError } from '../store/errors.js';
import type { Tools } from '../tools.js';
import type { SharedClock } from './shared-clock.js';

/** This bridge among the others: it gives signs of life, takes silent ones for dead, and may be the one that leads. */
export interface Membership {
  /** The first sign. @throws LeaseHeldError */
  join(): Promise<void>;
  /** Goes on until the signal is aborted, or this bridge has to end. */
  run(): Promise<void>;
  /** Its last sign is young enough for anything that others must not do at the same time, such as publishing. */
  lives(): boolean;
  leads(): boolean;
  /** Others do its work from now on. */
  leave(): Promise<void>;
}

export interface MembershipOptions {
  readonly bridges: Bridges;
  readonly node: BridgeNode;
  readonly log: Log;
  readonly tools: Tools;
  readonly signal: AbortSignal;
  /** Milliseconds on a clock that nobody sets, and that goes on while the process is stopped. */
  readonly stopwatch: () => number;
  /** Is looked at with each sign. */
  readonly clock: Pick<SharedClock, 'look'>;
  readonly times?: SignTimes;
  /** It has to end at once: others have taken it for dead, or the store is of a newer version. */
  readonly onBuried: () => void;
  /** Whether it could do what one does for all, as without a broker it cannot; default: always. Else another one may lead. */
  readonly mayLead?: () => boolean;
  /** Told with each sign whether this one leads. */
  readonly onLeads: (leads: boolean) => void;
  /** So many have been found dead. */
  readonly onTakeover: (bridges: number) => void;
}

/** Milliseconds. */
export interface SignTimes {
  readonly between: number;
  /** Without a sign for so long, a bridge does nothing more that others could do at the same time. */
  readonly still: number;
  /** Without a sign for so long, it is dead for the others. Longer than `still`, or two would publish. */
  readonly dead: number;
}

/** A dead one is noticed by the next sign of another: within `dead + between`, below the 20 s that are promised. */
export const SIGN_TIMES: SignTimes = { between: 2000, still: 8000, dead: 12_000 };

export function createMembership(options: MembershipOptions): Membership {
  const { bridges, node, log, tools, signal, stopwatch, clock, times = SIGN_TIMES } = options;
  let lastSign = Number.NEGATIVE_INFINITY;
  let leading = false;
  let isSilent = false;

  /** @returns false when it is dead for the others */
  async function sign(): Promise<boolean> {
    // Counted from before the question: how long the answer took, nobody else knows.
    const asked = stopwatch();
    if (!(await bridges.beat(node.id))) return false;
    lastSign = asked;
    await clock.look(bridges.time);
    await bury();
    lead((await mayLead()) && (await bridges.lead(node.id, times.dead)));
    return true;
  }

  /** One that is alone has nobody to leave it to. */
  async function mayLead(): Promise<boolean> {
    if (options.mayLead?.() ?? true) return true;
    return (await bridges.living()).every(({ id }) => id === node.id);
  }

  async function bury(): Promise<void> {
    const dead = await bridges.bury(times.dead);
    for (const { id, host } of dead)
      log.warn('bridge {bridge} on {host} is gone; others do its work', { bridge: id, host });
    if (dead.length > 0) options.onTakeover(dead.length);
  }

  function lead(leads: boolean): void {
    leading = leads;
    options.onLeads(leads);
  }

  async function run(): Promise<void> {
    let begun = stopwatch();
    while (!signal.aborted) {
      // What waited in vain for an answer is tried again at once, so that a lost connection costs no more than its time.
      await tools.sleep(Math.max(0, begun + times.between - stopwatch()), signal).catch(() => {});
      if (signal.aborted) return;
      begun = stopwatch();
      try {
        if (!(await sign())) {
          log.error('the other bridges have taken this one for dead; it ends, and is to be started anew');
          return options.onBuried();
        }
        if (isSilent) log.info('the database takes signs of life again');
        isSilent = false;
      } catch (error) {
        if (signal.aborted) return;
        const reason = reasonOf(error, log);
        if (error instanceof NewerStoreError) {
          log.error('{reason}; until then this bridge ends, and the others do its work', { reason });
          return options.onBuried();
        }
        log[isSilent ? 'debug' : 'warn']('no sign of life to the database: {reason}; without one others take over', {
          reason,
        });
        isSilent = true;
      }
      if (leading && stopwatch() - lastSign >= times.still) lead(false);
    }
  }

  return {
    async join() {
      const asked = stopwatch();
      await bridges.join(node);
      lastSign = asked;
      await sign();
    },
    run,
    lives: () => stopwatch() - lastSign < times.still,
    leads: () => leading,
    async leave() {
      leading = false;
      lastSign = Number.NEGATIVE_INFINITY;
      await bridges.leave(node.id);
    },
  };
}
