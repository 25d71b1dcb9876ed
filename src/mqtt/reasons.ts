import type { BrokerProblem } from './broker.js';

type Kind = BrokerProblem['kind'];

const LOGIN = ['login', 'it refuses the login; check mqtt.username and mqtt.password'] as const;
const VERSION = ['protocol', 'it does not speak this version of MQTT; set mqtt.protocol_version'] as const;
const CLIENT_ID = ['refused', 'it refuses the client id; set mqtt.client_id to one that it allows'] as const;
const NOT_NOW = ['other', 'it is not available now'] as const;
const MISREAD = ['other', 'it does not understand what this client says; try mqtt.protocol_version: 4'] as const;
const BAD_TOPIC = [
  'refused',
  'it does not take a topic of ours; check mqtt.base_topic and homeassistant.discovery_prefix',
] as const;

/** Home Assistant, and whoever comes later, lives on retained messages. */
export const NO_RETAINED =
  'it keeps no retained messages, which Home Assistant needs; turn them on there (Mosquitto: retain_available true) or use another broker';

/**
 * What a number in a CONNACK or DISCONNECT means for the one who runs the bridge: MQTT 5, 3.2.2.2 and 3.14.2.1, and
 * MQTT 3.1.1, 3.2.2.3. `refused` needs a person; 154 and 155 have words of their own.
 */
const REASONS: Readonly<Record<number, readonly [Kind, string]>> = {
  1: VERSION,
  2: CLIENT_ID,
  3: NOT_NOW,
  4: LOGIN,
  5: LOGIN,
  128: ['other', 'it refuses without a reason'],
  129: MISREAD,
  130: MISREAD,
  131: ['other', 'it refuses for a reason of its own'],
  132: VERSION,
  133: CLIENT_ID,
  134: LOGIN,
  135: LOGIN,
  136: NOT_NOW,
  137: ['other', 'it is busy'],
  138: ['refused', 'it has banned this client; whoever runs it can undo that'],
  139: ['away', 'it is shutting down'],
  140: ['refused', 'it wants another way to log in than a user name and a password; let this client in by those there'],
  141: ['other', 'it heard nothing from here in time; the network is slow, or mqtt.keepalive is too short'],
  142: ['taken', 'another client with the same mqtt.client_id has taken the connection over; give one of them another'],
  143: BAD_TOPIC,
  144: BAD_TOPIC,
  147: ['other', 'it got more messages at once than it takes'],
  148: ['other', 'it did not understand a topic alias'],
  149: ['other', 'a message is larger than it takes; raise its limit (Mosquitto: max_packet_size)'],
  150: ['other', 'it got more messages in a short time than it takes; raise its limit'],
  151: ['other', 'a quota there is used up'],
  152: ['other', 'whoever runs it has ended the connection'],
  153: ['other', 'it does not take what a message holds'],
  154: ['refused', NO_RETAINED],
  156: ['other', 'it wants this client on another server for now'],
  157: ['refused', 'it has moved; set mqtt.url'],
  158: ['refused', 'it takes no shared subscriptions'],
  159: ['other', 'connections come too often for it'],
  160: ['other', 'it ends each connection after some time'],
  161: ['refused', 'it takes no subscription identifiers'],
  162: ['refused', 'it takes no subscriptions with + or #, which the bridge needs; allow them there'],
};
const QOS_NOT_SUPPORTED = 155;

/** What a broker may say beside the number (MQTT 5). */
export interface BrokerWords {
  readonly reasonString?: string | undefined;
  readonly serverReference?: string | undefined;
}

const LONGEST_WORDS = 200;

/**
 * @param message what the MQTT library makes of the code
 * @param qos of what this client publishes
 */
export function byReasonCode(code: number, message: string, qos: 0 | 1 | 2, words: BrokerWords = {}): BrokerProblem {
  if (code === QOS_NOT_SUPPORTED) return tooHighQos(qos, undefined);
  const [kind, text] = REASONS[code] ?? ['other', `${message} (reason ${code})`];
  return { kind, text: `${text}${spoken(words)}` };
}

/** @param most what the broker takes at most; undefined if it does not say */
export function tooHighQos(wish: 0 | 1 | 2, most: 0 | 1 | undefined): BrokerProblem {
  const highest = most ?? (wish === 2 ? undefined : 0);
  if (highest === undefined) return { kind: 'refused', text: 'it does not take QoS 2; set mqtt.qos to 1 or 0' };
  return { kind: 'refused', text: `it takes QoS ${highest} at most; set mqtt.qos: ${highest}` };
}

function spoken({ serverReference, reasonString }: BrokerWords): string {
  const parts = [
    serverReference && `it names ${line(serverReference)}`,
    reasonString && `it says: ${line(reasonString)}`,
  ];
  const said = parts.filter(Boolean).join(', ');
  return said && ` (${said})`;
}

/** Foreign text on one line. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_WORDS);
}
