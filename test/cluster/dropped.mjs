// Publishes to a broker and drops the connection before it can have answered: dropped.mjs URL. Waits for a line on its input
// when it is connected. Prints how far it is.
import { once } from 'node:events';
import { connectOnce } from '../../dist/mqtt/connection-attempt.js';
import { systemTools } from '../../dist/tools.js';

const signal = new AbortController().signal;
await connectOnce({
  broker: {
    ...{ url: process.argv[2], protocolVersion: 4, keepalive: 60, rejectUnauthorized: false, qos: 1 },
    stateTopic: 'withings/bridge/state',
  },
  will: undefined,
  events: {
    async onUp(link) {
      console.log('connected');
      await once(process.stdin, 'data');
      link.publish('withings/anna/weight', '81.4', true, () => {});
      // By then it is with the kernel.
      setImmediate(() => setImmediate(() => link.drop()));
    },
    onDown() {},
    onMessage() {},
  },
  signal,
  clock: () => performance.now(),
  wait: systemTools.sleep,
});
console.log('dropped');
// What the kernel has of it stays longer than the connection.
setInterval(() => {}, 60_000);
