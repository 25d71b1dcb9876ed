import type { Socket } from 'node:net';

export declare const turn: () => Promise<void>;

/** Its port here, its port there, bytes read, bytes written. */
export type OpenSocket = readonly [here: number, there: number, read: number, written: number];

export interface Traffic {
  readonly sockets: ReadonlySet<Socket>;
  /** Grows with everything that comes and goes. */
  count(): number;
  open(): OpenSocket[];
  /** Watches no longer. */
  stop(): void;
  /** Resolves when nothing has moved for some turns of the event loop. */
  settled(): Promise<void>;
}

export declare function createTraffic(): Traffic;
