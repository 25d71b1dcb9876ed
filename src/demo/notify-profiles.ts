/** What Withings calls a profile: where to send notifications of one kind about one person. */
export interface Subscription {
  readonly appli: number;
  readonly callbackurl: string;
  readonly comment: string;
}

/** The subscriptions of all people: one for each person and kind. */
export interface Subscriptions {
  /** In the order they were made. */
  list(userid: number): readonly Subscription[];
  /** Takes the place of the person's older one of the same kind. */
  put(userid: number, subscription: Subscription): void;
  /** Drops those that match, without a match all; true if there was one. */
  drop(userid: number, matches?: (subscription: Subscription) => boolean): boolean;
}

export function createSubscriptions(): Subscriptions {
  const byUser = new Map<number, readonly Subscription[]>();
  const list = (userid: number) => byUser.get(userid) ?? [];
  return {
    list,

    put(userid, subscription) {
      byUser.set(userid, [...list(userid).filter(({ appli }) => appli !== subscription.appli), subscription]);
    },

    drop(userid, matches = () => true) {
      const before = list(userid);
      const kept = before.filter((subscription) => !matches(subscription));
      byUser.set(userid, kept);
      return kept.length < before.length;
    },
  };
}
