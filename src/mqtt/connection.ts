import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerOptions, BrokerProblem, ConnectionEvents } from './broker.js';
import { findLacking } from './broker-features.js';
import { stateWill } from './client-options.js';
import { type ConnectionOutcome, connectOnce } from './connection-attempt.js';
import { DROPPED_AGAIN } from './problem.js';

export type { BrokerOptions, ConnectionEvents, Message } from './broker.js';
export type { Link } from './link.js';

export interface ConnectionTools {
  readonly signal: AbortSignal;
  /** Rejects when the signal is aborted. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds before try number `failures` + 1. */
  readonly retryDelay: (failures: number) => number;
  /** Milliseconds; how long a connection lasted is measured with it. Default: the process's own. */
  readonly clock?: () => number;
  /** Milliseconds; how long an answer of the broker's may take. Default: the process's own time. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Whether the next connection leaves `offline` on the state topic when it breaks. Default: each one does. */
  readonly hasWill?: () => boolean;
}

/**
 * A connection that breaks sooner counts as a failure: a broker that throws us out again and again, or another client
 * with our id, is not to be called without end. Longer than any wait between two tries, or two clients would throw each other out for ever.
 */
const LASTING_MILLISECONDS = 60_000;
/** So many short connections in a row, with no failed try in between, are no accident. */
const SHORT_ONES_THAT_TELL = 3;
/** So many times in a row a broker hangs up before its CONNACK until the cause is looked for. */
const SILENT_ONES_THAT_TELL = 2;

/**
 * Keeps a connection to the broker until the signal is aborted or a link has disconnected. Each try is a client of its
 * own: nothing queues up in it while the broker is away, and a broker that does not speak MQTT 5 gets 3.1.1 at the next
 * try.
 */
export async function keepConnected(options: BrokerOptions, events: ConnectionEvents, tools: ConnectionTools) {
  const { signal, clock = () => performance.now(), wait = ownTime, hasWill = () => true } = tools;
  let protocolVersion = options.protocolVersion;
  let failures = 0;
  let silent = 0;
  let dropped = 0;
  let lack: BrokerProblem | undefined;
  while (!signal.aborted) {
    const broker = { ...options, protocolVersion };
    const will = hasWill() ? stateWill(broker) : undefined;
    const outcome = await connectOnce({ broker, will, events, signal, clock, wait });
    if (signal.aborted || outcome.end === 'left') return;
    if (outcome.end === 'again') continue;
    failures = (outcome.lasted ?? 0) >= LASTING_MILLISECONDS ? 0 : failures + 1;
    dropped = isDropped(outcome, failures) ? dropped + 1 : 0;
    silent = outcome.problem.kind === 'silent' ? silent + 1 : 0;
    if (silent === 0) lack = undefined;
    if (silent === SILENT_ONES_THAT_TELL && protocolVersion === 4) lack = await findLacking(broker, signal);
    // Some old brokers just hang up on a CONNECT of MQTT 5.
    const speaksOther = outcome.problem.kind === 'protocol' || (silent === SILENT_ONES_THAT_TELL && !lack);
    if (speaksOther && options.protocolVersion === 5) {
      protocolVersion = protocolVersion === 5 ? 4 : 5;
      silent = 0;
      if (outcome.problem.kind === 'protocol' && protocolVersion === 4) continue;
    }
    const problem = lack ?? outcome.problem;
    events.onProblem(dropped < SHORT_ONES_THAT_TELL ? problem : DROPPED_AGAIN, failures);
    await tools.sleep(tools.retryDelay(failures)).catch(() => {});
  }
}

function isDropped({ lasted, problem }: ConnectionOutcome, failures: number): boolean {
  return lasted !== undefined && failures > 0 && problem.kind === 'away';
}

function ownTime(milliseconds: number): Promise<void> {
  return pause(milliseconds, undefined, { ref: false });
}
