import type { Patience } from '../http/server.js';
import type { Tools } from '../tools.js';
import type { Assets } from './assets.js';
import type { House } from './house.js';

export interface PageOptions {
  readonly house: House;
  /** The browser side; undefined where nobody has built it. */
  readonly assets: Assets | undefined;
  /** Whether this process runs as an App of Home Assistant: then whoever comes by its ingress is let in. */
  readonly ingress: boolean;
  readonly tools: Pick<Tools, 'sleep' | 'random' | 'clock'>;
  /** Ends what browsers listen to. */
  readonly signal: AbortSignal;
  /** Told of what went wrong and is not the fault of who asked. */
  readonly onUnexpected: (error: unknown) => void;
  readonly patience?: Patience | undefined;
}
