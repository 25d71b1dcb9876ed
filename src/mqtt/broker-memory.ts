import { z } from 'zod';
import { bridgeSign } from './other-bridge.js';

/** What `bridge/info` says, retained, where several bridges publish. */
export interface ClusterInfo {
  readonly version: string;
  /** The same for all bridges on one store. */
  readonly instance: string;
  /** Which filling of the broker lies there: it counts how often everything had to be published anew; null: the next one has not begun. */
  readonly fill: number | null;
  /** Those that live. */
  readonly bridges: number;
}

const signSchema = z.looseObject({ fill: z.number() });

export function infoPayload({ version, instance, fill, bridges }: ClusterInfo): string {
  return JSON.stringify({ version, instance, fill, bridges });
}

/**
 * Whether a broker still holds what was published: the one message that is written after all bridges know of a filling
 * stands for the millions that nobody reads. It is `lost` where there is none, or one of another filling: an older one came
 * from a backup of the broker, a newer one means that the store did. `others`: what lies there is of another instance, or of
 * version 0.1.0.
 */
export function brokerMemory(
  payload: string | undefined,
  own: { readonly instance: string; readonly fill: number },
): 'kept' | 'lost' | 'others' {
  const sign = bridgeSign(payload ?? '');
  if (sign && sign.instance !== own.instance) return 'others';
  const filling = signSchema.safeParse(parsed(payload));
  return filling.success && filling.data.fill === own.fill ? 'kept' : 'lost';
}

function parsed(payload: string | undefined): unknown {
  try {
    return payload === undefined ? undefined : JSON.parse(payload);
  } catch {
    return undefined;
  }
}
