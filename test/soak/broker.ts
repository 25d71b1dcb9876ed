import { Aedes } from 'aedes';
import { onTestFinished } from 'vitest';
import { door } from '../process/doors.js';

/** A broker that can go away and come back, with what it held or without. */
export interface Broker {
  readonly url: string;
  /** What lies retained, by topic. */
  readonly retained: ReadonlyMap<string, string>;
  isOpen(): boolean;
  /** Nothing at its address any more. */
  shut(): Promise<void>;
  /** There again. `forget`: as if its disk had been lost. */
  open(forget: boolean): Promise<void>;
  /** Says something to whoever listens, not retained. */
  say(topic: string, payload: string): void;
}

/** @param onMessage told of everything that is not retained */
export async function startSoakBroker(onMessage: (topic: string, payload: string) => void): Promise<Broker> {
  const retained = new Map<string, string>();
  let open = true;
  let aedes = await create();
  const entrance = door((socket) => void aedes.handle(socket));
  const url = await entrance.open(0);

  async function create(): Promise<Aedes> {
    const next = await Aedes.createBroker();
    next.on('publish', ({ topic, payload, retain }) => {
      const text = payload.toString();
      if (topic.startsWith('$')) return;
      if (!retain) onMessage(topic, text);
      else if (text === '') retained.delete(topic);
      else retained.set(topic, text);
    });
    return next;
  }

  const close = (which: Aedes) => new Promise<void>((resolve) => which.close(() => resolve()));
  onTestFinished(async () => {
    await close(aedes);
    await entrance.shut();
  });
  return {
    url,
    retained,
    isOpen: () => open,
    async shut() {
      open = false;
      await entrance.shut();
    },
    async open(forget) {
      if (forget) {
        await close(aedes);
        retained.clear();
        aedes = await create();
      }
      await entrance.open(Number(new URL(url).port));
      open = true;
    },
    say(topic, payload) {
      aedes.publish({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false }, () => {});
    },
  };
}
