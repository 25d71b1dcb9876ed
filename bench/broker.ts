// The embedded broker in a process of its own, so that its work is not counted; prints its address.
import { startBroker } from '#built/mqtt/embedded-broker.js';

const { url } = await startBroker({ port: 0 });
process.stdout.write(`${url}\n`);
