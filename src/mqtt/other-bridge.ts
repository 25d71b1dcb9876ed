import type { Link, Message } from './connection.js';
import { untilQuiet } from './retained.js';
import type { Topics } from './topics.js';

/** What a bridge says of itself in `bridge/info`; version 0.1.0 has no instance. */
export interface BridgeSign {
  readonly instance: string | undefined;
  /** As written: ISO, UTC. */
  readonly started: string | undefined;
}

/** Tells whether another bridge lives on this base topic. */
export interface OtherBridge {
  /** To be called with every message; true if it is of no interest to anybody else. */
  take(message: Message): boolean;
  /**
   * On a new connection: subscribes to what tells of a bridge. Resolves when what lies there has come. What came on the
   * last connection counts for nothing.
   */
  follow(link: Link): Promise<void>;
  /** What lies there may be of another bridge, living or dead; to be asked once the broker has sent what it holds. */
  suspected(): boolean;
  /** Asks whoever is there. True when another bridge answers, or is heard. */
  answer(link: Link): Promise<boolean>;
  /** Whether any of the topics that tell of a bridge came retained. */
  cameRetained(): boolean;
  /** What `bridge/info` says, as far as anything came. */
  seen(): BridgeSign | undefined;
}

export interface OtherBridgeOptions {
  readonly topics: Topics;
  /** Of this bridge, as it says it; undefined while it has said nothing. */
  readonly own: () => BridgeSign | undefined;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Another bridge speaks now. */
  readonly onHeard?: (sign: BridgeSign) => void;
}

/** A bridge answers at once; a network, or a box that is starting, may take its time. */
const ANSWER_MILLISECONDS = 3000;
const COMMAND = 'health_check';

/**
 * What lies retained does not tell a bridge that lives from one that died without its last will, or whose folder was
 * deleted. So, where it is another's, a request that every version of the bridge answers tells.
 */
export function watchOtherBridge({ topics, own, random, sleep, onHeard = () => {} }: OtherBridgeOptions): OtherBridge {
  const [request, response] = [topics.request(COMMAND), topics.response(COMMAND)];
  let state: string | undefined;
  let info: BridgeSign | undefined;
  let came = false;
  let arrived = 0;
  let asked: { readonly transaction: string; readonly heard: () => void } | undefined;

  const isOther = (sign: BridgeSign) => sign.instance === undefined || sign.instance !== own()?.instance;

  return {
    take({ topic, payload, retained }) {
      arrived += 1;
      const ofOurs = asked !== undefined && payload.includes(asked.transaction);
      if (topic === request) return ofOurs;
      if (topic === response) {
        if (ofOurs && !retained) asked?.heard();
        return true;
      }
      if (retained && payload !== '' && (topic === topics.bridgeState || topic === topics.bridgeInfo)) came = true;
      // What is said there now may be our own.
      if (topic === topics.bridgeState && retained) state = payload;
      const sign = topic === topics.bridgeInfo ? bridgeSign(payload) : undefined;
      if (!sign) return false;
      info = sign;
      if (retained || !isOther(sign)) return false;
      asked?.heard();
      onHeard(sign);
      return false;
    },
    async follow(link) {
      state = undefined;
      info = undefined;
      came = false;
      asked = undefined;
      await link.subscribe([topics.bridgeState, topics.bridgeInfo], 0);
      // A broker answers in order, and what is retained may come well after the answer to its own subscription.
      await link.subscribe([response], 0);
      await untilQuiet(sleep, () => arrived);
    },
    suspected: () => (info ? isOther(info) : state === 'online'),
    async answer(link) {
      const transaction = `withings2mqtt-${Math.floor(random() * 2 ** 48).toString(16)}`;
      const answered = new Promise<boolean>((resolve) => {
        asked = { transaction, heard: () => resolve(true) };
      });
      link.publish(request, JSON.stringify({ transaction }), false, () => {});
      const lives = await Promise.race([answered, sleep(ANSWER_MILLISECONDS).then(() => false)]);
      asked = undefined;
      return lives;
    },
    cameRetained: () => came,
    seen: () => info,
  };
}

/** Whether, of two bridges that found each other too late, the other one keeps the topics: the one that runs for longer. */
export function comesFirst(other: BridgeSign, own: BridgeSign | undefined): boolean {
  if (other.instance === undefined || own?.instance === undefined) return true;
  const [theirs, ours] = [other, own].map(({ started, instance }) => `${started ?? ''} ${instance}`) as [
    string,
    string,
  ];
  return theirs < ours;
}

/** @param payload of `bridge/info`; undefined for what is none */
export function bridgeSign(payload: string): BridgeSign | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value !== 'object' || value === null) return undefined;
    const { instance, started } = value as { instance?: unknown; started?: unknown };
    const text = (field: unknown) => (typeof field === 'string' ? field : undefined);
    return { instance: text(instance), started: text(started) };
  } catch {
    return undefined;
  }
}
