/** The topics of one bridge, below its base topic. */
export interface Topics {
  readonly base: string;
  readonly bridgeState: string;
  readonly bridgeInfo: string;
  /** Of one bridge among several. */
  nodeState(node: string): string;
  availability(account: string): string;
  /** One message for each new reading; not retained. */
  reading(account: string): string;
  /** One message for each night that is over; not retained. */
  night(account: string): string;
  /** The value alone. */
  metric(account: string, metric: string): string;
  /** A Withings device's value alone. */
  deviceMetric(device: string, metric: string): string;
  /** The whole reading as JSON, beside a value topic. */
  attributes(valueTopic: string): string;
  request(command: string): string;
  response(command: string): string;
  /** True for a topic of this bridge's own shape; one of another bridge, on a base topic below ours, is not. */
  isOwn(topic: string): boolean;
}

/** Account names and metric keys are topic levels already: a to z, 0 to 9, `_` and `-`. */
export function createTopics(base: string): Topics {
  return {
    base,
    bridgeState: `${base}/bridge/state`,
    bridgeInfo: `${base}/bridge/info`,
    nodeState: (node) => `${base}/bridge/${node}/state`,
    availability: (account) => `${base}/${account}/availability`,
    reading: (account) => `${base}/${account}/reading`,
    night: (account) => `${base}/${account}/night`,
    metric: (account, metric) => `${base}/${account}/${metric}`,
    deviceMetric: (device, metric) => `${base}/device/${topicLevel(device)}/${metric}`,
    attributes: (valueTopic) => `${valueTopic}/attributes`,
    request: (command) => `${base}/bridge/request/${command}`,
    response: (command) => `${base}/bridge/response/${command}`,
    isOwn(topic) {
      if (!topic.startsWith(`${base}/`)) return false;
      const levels = topic.slice(base.length + 1).split('/');
      const depth = levels.length - (levels.at(-1) === 'attributes' ? 1 : 0);
      if (levels[0] === 'device') return depth === 3;
      return depth === 2 || (levels[0] === 'bridge' && depth === 3);
    },
  };
}

/** Foreign text as one topic level, or as a part of an id of Home Assistant's: nothing but letters, digits, `_` and `-`. */
export function topicLevel(text: string): string {
  return text.replace(/[^a-zA-Z0-9_-]/g, '_') || '_';
}
