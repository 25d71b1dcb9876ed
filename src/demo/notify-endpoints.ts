import { type Callbacks, isAllowedCallback } from './callbacks.js';
import type { Subscription, Subscriptions } from './notify-profiles.js';
import { failure, insufficientScope, invalid, success } from './reply.js';
import type { DataCall, DataEndpoint, Envelope, Params } from './types.js';

const MAX_COMMENT = 255;
/** Never: what Withings sends as `expires`. */
const NEVER = 2_147_483_647;

/** The kinds of notification (`appli`) by the scope they need. 53 is subscribed without a token, so it is not here. */
const KINDS: Readonly<Record<string, readonly number[]>> = {
  'user.metrics': [1, 2, 4, 54, 55, 58, 61, 62, 63],
  'user.activity': [16, 44],
  'user.info': [46],
  'user.sleepevents': [50, 51, 52, 98, 99, 100],
};

const wrongCallback = failure(293, 'The callback URL is either absent or incorrect');
const wrongComment = failure(304, 'The comment is either absent or incorrect');
const unknownSubscription = failure(286, 'No such subscription was found');
const nothingDropped = failure(294, 'No such subscription could be deleted');

export interface NotifyOptions {
  readonly subscriptions: Subscriptions;
  readonly callbacks: Callbacks;
}

/** POST /notify: subscribe, list, get, update and revoke. */
export function notifyEndpoints({ subscriptions, callbacks }: NotifyOptions): readonly DataEndpoint[] {
  async function refuseCallback(address: string): Promise<Envelope | undefined> {
    if (!isAllowedCallback(address)) return wrongCallback;
    return (await callbacks.head(address)) === 200 ? undefined : wrongCallback;
  }

  function find({ person, params }: DataCall, appli: number): Subscription | undefined {
    return subscriptions
      .list(person.userid)
      .find((one) => one.appli === appli && one.callbackurl === params.callbackurl);
  }

  async function subscribe(call: DataCall): Promise<Envelope> {
    const { callbackurl = '', comment = '' } = call.params;
    const appli = Number(call.params.appli);
    const refused =
      refuseKind(call, appli, 'appli') ??
      (comment.length > MAX_COMMENT ? wrongComment : undefined) ??
      (await refuseCallback(callbackurl));
    if (refused !== undefined) return refused;
    subscriptions.put(call.person.userid, { appli, callbackurl, comment });
    return success({});
  }

  function list({ person, params }: DataCall): Envelope {
    const wanted = subscriptions
      .list(person.userid)
      .filter(({ appli }) => !params.appli || appli === Number(params.appli));
    return success({ profiles: wanted.map((subscription) => ({ ...subscription, expires: NEVER })) });
  }

  function get(call: DataCall): Envelope {
    const found = find(call, Number(call.params.appli || 1));
    return found === undefined ? unknownSubscription : success(found);
  }

  async function update(call: DataCall): Promise<Envelope> {
    const { person, params } = call;
    const old = find(call, Number(params.appli));
    if (old === undefined) return unknownSubscription;
    const changed = changeOf(old, params);
    if (changed === undefined) return invalid('new_callbackurl, new_appli or comment: exactly one of them');
    const refused =
      refuseKind(call, changed.appli, 'new_appli') ??
      (changed.comment.length > MAX_COMMENT ? wrongComment : undefined) ??
      (changed.callbackurl === old.callbackurl ? undefined : await refuseCallback(changed.callbackurl));
    if (refused !== undefined) return refused;
    subscriptions.drop(person.userid, (one) => one.appli === old.appli);
    subscriptions.put(person.userid, changed);
    return success({});
  }

  function revoke({ person, params }: DataCall): Envelope {
    const dropped = subscriptions.drop(
      person.userid,
      ({ appli, callbackurl }) =>
        callbackurl === params.callbackurl && (!params.appli || appli === Number(params.appli)),
    );
    return dropped ? success({}) : nothingDropped;
  }

  const forAll = Object.keys(KINDS);
  const forData = ['user.metrics', 'user.activity'];
  const path = '/notify';
  return [
    { path, action: 'subscribe', scopes: forAll, answer: subscribe },
    { path, action: 'list', scopes: forAll, answer: list },
    { path, action: 'get', scopes: forData, answer: get },
    { path, action: 'update', scopes: forData, answer: update },
    { path, action: 'revoke', scopes: forData, answer: revoke },
  ];
}

/** An unknown kind, or one whose scope the token does not have. */
function refuseKind({ scopes }: DataCall, appli: number, name: string): Envelope | undefined {
  const needed = Object.keys(KINDS).find((scope) => KINDS[scope]?.includes(appli));
  if (needed === undefined) return invalid(name);
  return scopes.includes(needed) ? undefined : insufficientScope;
}

/** The subscription as an update wants it; undefined unless exactly one thing changes. */
function changeOf(old: Subscription, { new_callbackurl, new_appli, comment }: Params): Subscription | undefined {
  const changes: Partial<Subscription>[] = [
    ...(new_callbackurl ? [{ callbackurl: new_callbackurl }] : []),
    ...(new_appli ? [{ appli: Number(new_appli) }] : []),
    ...(comment ? [{ comment }] : []),
  ];
  return changes.length === 1 ? { ...old, ...changes[0] } : undefined;
}
