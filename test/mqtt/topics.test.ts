import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTopics, topicLevel } from '../../src/mqtt/topics.js';

const topics = createTopics('home/withings');

describe('createTopics', () => {
  it.each([
    [topics.base, 'home/withings'],
    [topics.bridgeState, 'home/withings/bridge/state'],
    [topics.bridgeInfo, 'home/withings/bridge/info'],
    [topics.nodeState('n1'), 'home/withings/bridge/n1/state'],
    [topics.availability('anna'), 'home/withings/anna/availability'],
    [topics.metric('anna', 'fat_mass_torso'), 'home/withings/anna/fat_mass_torso'],
    [topics.attributes(topics.metric('anna', 'weight')), 'home/withings/anna/weight/attributes'],
    [topics.deviceMetric('0a1b2c', 'battery'), 'home/withings/device/0a1b2c/battery'],
    [topics.attributes(topics.deviceMetric('0a1b2c', 'battery')), 'home/withings/device/0a1b2c/battery/attributes'],
    [topics.request('refresh'), 'home/withings/bridge/request/refresh'],
    [topics.response('refresh'), 'home/withings/bridge/response/refresh'],
  ])('%s', (topic, expected) => {
    expect(topic).toBe(expected);
  });

  it('puts any device id into one level, without wildcards', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 9 }), fc.constantFrom('', '/', '+', '#', '..', '\0'));
    fc.assert(
      fc.property(texts, (id) => {
        const topic = topics.deviceMetric(id, 'battery');

        const levels = topic.split('/');
        expect(levels).toHaveLength(5);
        expect(levels.every((level) => /^[a-zA-Z0-9_-]+$/.test(level))).toBe(true);
        expect(topic.startsWith('home/withings/device/')).toBe(true);
      }),
    );
  });

  it('keeps the ids that Withings gives apart', () => {
    const hash = fc.stringMatching(/^[a-f0-9]{1,40}$/);
    fc.assert(
      fc.property(hash, (id) => {
        expect(topics.deviceMetric(id, 'x')).toBe(`home/withings/device/${id}/x`);
      }),
    );
  });
});

describe('topicLevel', () => {
  it.each([
    ['', '_'],
    ['Ab-0_z', 'Ab-0_z'],
    ['a/b c', 'a_b_c'],
    ['é', '_'],
  ])('%j becomes %s', (text, level) => {
    expect(topicLevel(text)).toBe(level);
  });
});
