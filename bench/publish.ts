// Publishing many values through the bridge's publisher, beside a bare loop of mqtt.js with the same QoS.
import { createWriteStream } from 'node:fs';
import mqtt from 'mqtt';
import { createLog } from '#built/log.js';
import { createPublisher } from '#built/mqtt/publisher.js';
import { createTelemetry } from '#built/telemetry.js';
import type { Figure } from './figure.js';
import { openLink, withBroker } from './link.js';
import type { Sizes } from './sizes.js';
import { compare } from './statistics.js';

type Watch = (topic: string) => void;

export function benchPublish({ publish: { values, rounds, watchedRounds } }: Sizes): Promise<Figure[]> {
  return withBroker(async (url) => {
    let round = 0;
    await ours(url, values, round);
    await bare(url, values, round);
    const { a, b, ratio } = await compare(
      rounds,
      () => ours(url, values, ++round),
      () => bare(url, values, round),
    );
    const watch = watcher();
    const watched = await compare(
      watchedRounds,
      () => ours(url, values, ++round, watch),
      () => ours(url, values, ++round),
    );
    const pace = (milliseconds: number) => `${(values / milliseconds).toFixed(0)} a ms`;
    return [
      {
        what: `publishing ${values} values at QoS 1, until the last is acknowledged`,
        ours: pace(a),
        beside: `bare mqtt.js: ${pace(b)}`,
        ratio: 1 / ratio,
        limit: 0.9,
        better: 'more',
        reason:
          'beside what mqtt.js does, each value is noted as wanted, as on its way and as not yet answered, so that after an outage ' +
          'the newest of each topic goes out once, and an acknowledgement that never comes is noticed.',
      },
      {
        what: `publishing ${values} values with log and metrics`,
        ours: pace(watched.a),
        beside: `without: ${pace(watched.b)}`,
        ratio: watched.ratio,
        limit: 1.1,
        better: 'less',
      },
    ];
  });
}

/** What the bridge does at each publish, at the log's usual level. */
function watcher(): Watch {
  const log = createLog({ level: 'info', format: 'text', stream: createWriteStream('/dev/null') });
  const telemetry = createTelemetry();
  log.hide('a-secret-to-look-for');
  return (topic) => {
    log.debug('published', { topic });
    telemetry.add('publishes');
  };
}

/** Milliseconds, as `bare`. */
async function ours(url: string, values: number, round: number, onPublished?: Watch): Promise<number> {
  const stop = new AbortController();
  let refused: Error | undefined;
  const onRefused = (_: string, error: Error) => {
    refused = error;
  };
  const publisher = createPublisher({ onRefused, ...(onPublished && { onPublished }) });
  publisher.up(await openLink(url, stop.signal), new Map());
  const start = performance.now();
  for (let index = 0; index < values; index++) publisher.set(`ours/${index}`, `${round}.${index}`);
  await publisher.settled();
  const took = performance.now() - start;
  stop.abort();
  if (refused) throw refused;
  return took;
}

async function bare(url: string, values: number, round: number): Promise<number> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4 });
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    let left = values;
    const done = (error?: Error | null) => {
      if (error) reject(error);
      left -= 1;
      if (left === 0) resolve();
    };
    for (let index = 0; index < values; index++) {
      client.publish(`bare/${index}`, `${round}.${index}`, { qos: 1, retain: true }, done);
    }
  });
  const took = performance.now() - start;
  await client.endAsync();
  return took;
}
