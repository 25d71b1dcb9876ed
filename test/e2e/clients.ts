import { randomUUID } from 'node:crypto';
import type { Mosquitto } from './mosquitto.js';
import { runProcess, startProcess } from './processes.js';

export interface ClientOptions {
  readonly user?: string;
  readonly password?: string;
}

/** As mosquitto_sub tells it. */
export interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** A process of mosquitto_sub. */
export interface Sub {
  /** Everything that came so far, in order. */
  received(): Received[];
  /** Resolves with the first message that fits, of those that come after this many. */
  sees(fits: (message: Received) => boolean, after?: number): Promise<Received>;
  /** Resolves with everything once all that the broker was given before has come; needs the right to write. */
  complete(): Promise<Received[]>;
}

const MARKER = 'test/marker';

/** mosquitto_sub on these filters, at QoS 2 so that each message keeps its own; resolves when it has subscribed. */
export async function mosquittoSub(
  broker: Mosquitto,
  filters: readonly string[],
  options: ClientOptions = {},
): Promise<Sub> {
  const id = `sub-${randomUUID()}`;
  const topics = [...filters, MARKER].flatMap((filter) => ['-t', filter]);
  const args = [...access(broker, options), '-i', id, '-q', '2', '-F', '%j', ...topics];
  const running = await startProcess('mosquitto_sub', args);
  await broker.logs(new RegExp(`Sending SUBACK to ${id}`));

  const received = () => readLines(running.output()).filter(({ topic }) => topic !== MARKER);
  return {
    received,
    async sees(fits, after = 0) {
      for (;;) {
        const size = running.output().length;
        const found = received().slice(after).find(fits);
        if (found) return found;
        await running.prints(/\n/, size);
      }
    },
    async complete() {
      const payload = randomUUID();
      await mosquittoPub(broker, MARKER, payload, { ...options, qos: 2 });
      await running.prints(new RegExp(payload));
      return received();
    },
  };
}

/** What a person at a terminal reads: `mosquitto_sub -v`, one line a topic, of what is retained below these filters. */
export async function readRetainedLines(broker: Mosquitto, ...filters: readonly string[]): Promise<string[]> {
  const payload = randomUUID();
  const topics = [...filters, MARKER].flatMap((filter) => ['-t', filter]);
  const id = `sub-${randomUUID()}`;
  const running = await startProcess('mosquitto_sub', [...access(broker), '-i', id, '-v', '-q', '1', ...topics]);
  await broker.logs(new RegExp(`Sending SUBACK to ${id}`));
  await mosquittoPub(broker, MARKER, payload);
  await running.prints(new RegExp(payload));
  await running.stop();
  return running
    .output()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(MARKER));
}

/** mosquitto_pub, at QoS 1 unless said otherwise; resolves when the broker has the message. */
export async function mosquittoPub(
  broker: Mosquitto,
  topic: string,
  payload: string,
  { retain = false, qos = 1, ...options }: ClientOptions & { readonly retain?: boolean; readonly qos?: 1 | 2 } = {},
): Promise<void> {
  const message = payload === '' ? ['-n'] : ['-m', payload];
  await runProcess('mosquitto_pub', [
    ...access(broker, options),
    '-q',
    String(qos),
    '-t',
    topic,
    ...message,
    ...(retain ? ['-r'] : []),
  ]);
}

/**
 * How many messages come on the topic within so many seconds, without what is retained. The claim that something does
 * not happen needs a time; mosquitto_sub keeps it.
 */
export async function countWithin(broker: Mosquitto, topic: string, seconds: number): Promise<number> {
  const args = [...access(broker), '-R', '-W', String(seconds), '-F', '.', '-t', topic];
  const running = await startProcess('mosquitto_sub', args);
  if ((await running.exit) !== TIMED_OUT) throw new Error(running.output());
  return running.output().replace(/[^.]/g, '').length;
}

const TIMED_OUT = 27;

function access(broker: Mosquitto, { user, password }: ClientOptions = {}): string[] {
  const login = [...(user ? ['-u', user] : []), ...(password ? ['-P', password] : [])];
  return ['--unix', broker.socket, ...login];
}

/** Whole lines only. */
function readLines(output: string): Received[] {
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map((line) => {
    const { topic, payload, qos, retain } = JSON.parse(line);
    return { topic, payload: payload ?? '', qos, retain: retain === 1 };
  });
}
