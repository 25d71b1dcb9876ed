import type { BrokerOptions } from './broker.js';

/** Client ids of several bridges of one instance: one for each of them, and one for whichever leads. */
export interface ClientIds {
  /** Of the connection that one bridge at a time has for all; what `mqtt.client_id` says, if it says anything. */
  readonly presence: string;
  /** @param node a topic level */
  bridge(node: string): string;
}

export function clientIds({ clientId }: Pick<BrokerOptions, 'clientId'>, instance: string): ClientIds {
  const presence = clientId ?? `withings2mqtt_${instance}`;
  return { presence, bridge: (node) => `${presence}_${node}` };
}
