import type { FieldMetric } from '../../src/metrics/catalogue/field.js';
import { accountMetric, deviceMetric } from '../../src/metrics/catalogue/index.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { PersonState } from '../../src/store/person-state.js';
import { WithingsError } from '../../src/withings/errors.js';
import { SITES } from '../feeds/cloud.js';
import { faultsShown } from '../feeds/spoil.js';
import { USER } from './bodies.js';
import type { Sent } from './hostile-cloud.js';
import { bodyOf, createLedger } from './ledger.js';
import type { Life } from './life.js';
import { wasSent, wrongComputed } from './origin.js';

/** Worked out from several readings, or said by the bridge itself. */
const COMPUTED = 'computed';

/** Watches one account: after each round it says, in words, what is wrong. */
export interface Judge {
  note(sent: Sent): void;
  verdict(): string[];
}

export function createJudge({ sync, publisher, errors, tokens }: Life): Judge {
  const ledger = createLedger();
  let before: PersonState = sync.state();
  let pairs = new Set([`${tokens().accessToken} ${tokens().refreshToken}`]);
  let topicsSeen = 0;

  function changedReadings(state: PersonState): Reading[] {
    const own = Object.values(state.readings).filter((reading) => reading !== before.readings[reading.metric]);
    const known = new Map(Object.entries(before.devices));
    const theirs = Object.values(state.devices).flatMap(({ device, readings }) =>
      Object.values(readings).filter((reading) => reading !== known.get(device.id)?.readings[reading.metric]),
    );
    return [...own, ...theirs];
  }

  function wrongReading(reading: Reading): string[] {
    const metric = (accountMetric(reading.metric) ?? deviceMetric(reading.metric)) as FieldMetric | undefined;
    if (!metric) return [`${reading.metric} is no metric`];
    const sent = reading.source === COMPUTED || wasSent(reading, ledger);
    return [...(sent ? [] : [`nobody sent ${JSON.stringify(reading)}`]), ...faultsShown(reading, metric)];
  }

  function wrongEvents({ outbox = [] }: PersonState): string[] {
    return outbox.flatMap(({ values, groupId, takenAt, type }) =>
      Object.entries(values).flatMap(([metric, value]) => {
        // Of a group, the event does not say which type and position; the readings of the same round do.
        if (type === 'measure') return ledger.rows(SITES.measures, groupId).length > 0 ? [] : [`news of ${groupId}`];
        const claim = { metric, value, groupId, takenAt, deviceId: null, source: '' };
        return wasSent(claim, ledger) ? [] : [`news nobody sent: ${JSON.stringify(claim)}`];
      }),
    );
  }

  function wrongTokens(): string[] {
    const { accessToken, refreshToken, userId, expiresAt } = tokens();
    const found: string[] = [];
    if (!pairs.has(`${accessToken} ${refreshToken}`)) found.push('tokens that were never sent as a pair');
    if (userId !== String(USER)) found.push(`tokens of user ${userId}`);
    if (!/^[\x21-\x7e]+$/.test(accessToken + refreshToken)) found.push('tokens that no header can carry');
    if (!(expiresAt >= 0)) found.push(`tokens that expire at ${expiresAt}`);
    pairs = new Set([`${accessToken} ${refreshToken}`]);
    return found;
  }

  /** They go into the log and to MQTT: one line each, and not a long one. */
  function wrongWords({ feeds }: PersonState): string[] {
    const words = Object.values(feeds).flatMap(({ lastError }) => lastError ?? []);
    return words.filter((word) => !/^\P{C}{1,500}$/u.test(word)).map((word) => `said: ${JSON.stringify(word)}`);
  }

  function wrongTopics(): string[] {
    if (publisher.wanted.size === topicsSeen) return [];
    topicsSeen = publisher.wanted.size;
    const isTopic = (topic: string) =>
      topic.length < 1000 && /^[a-zA-Z0-9_/-]+$/.test(topic) && !/\/\/|\/$/.test(topic);
    return [...publisher.wanted.keys()].filter((topic) => !isTopic(topic)).map((topic) => `topic ${topic}`);
  }

  return {
    note(sent) {
      ledger.note(sent);
      const { access_token, refresh_token } = bodyOf(sent.status, sent.text) ?? {};
      if (access_token !== undefined) pairs.add(`${access_token} ${refresh_token}`);
    },
    verdict() {
      const state = sync.state();
      const text = JSON.stringify(state);
      const strange = errors.splice(0).filter((error) => !(error instanceof WithingsError));
      const wrong = [
        ...strange.map((error) => `failed with ${error instanceof Error ? error.stack : error}`),
        ...changedReadings(state).flatMap(wrongReading),
        ...wrongComputed(state),
        ...wrongEvents(state),
        ...wrongTokens(),
        ...wrongTopics(),
        ...wrongWords(state),
        ...(/\\ud[89a-f]/i.test(text) ? ['half of a character'] : []),
        ...(JSON.stringify(JSON.parse(text)) === text ? [] : ['not to be stored']),
      ];
      ledger.prune(state);
      before = state;
      return wrong;
    },
  };
}
