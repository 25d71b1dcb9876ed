import { describe, expect, it } from 'vitest';
import { type LoginQuestion, whoseLogin } from '../../../src/bridge/login/whose-login.js';

const PEOPLE = {
  anna: { userId: '7', name: 'anna' },
  ben: { userId: '8', name: 'ben' },
  benOnce: { userId: '8', name: 'benjamin' },
  benNameless: { userId: '8', name: undefined },
  unclear: { userId: 'unknown:anna', name: 'anna' },
};

function ask(userId: string | undefined, people: readonly (keyof typeof PEOPLE)[], more: Partial<LoginQuestion> = {}) {
  const question = { name: 'anna', configured: ['anna', 'ben'], replace: false, ...more };
  return whoseLogin({ ...question, userId, people: people.map((one) => PEOPLE[one]) });
}

describe('a login for anna', () => {
  it.each([
    ['of a user who is new, while nobody is called so', '7', [], { userId: '7' }],
    ['of the same user as before', '7', ['anna', 'ben'], { userId: '7' }],
    [
      'of a user who is new, while nobody knew who anna is',
      '7',
      ['unclear'],
      { userId: '7', identified: 'unknown:anna' },
    ],
    ['of a user whose name is not configured any more', '8', ['benOnce'], { userId: '8', renamedFrom: 'benjamin' }],
    ['of a user who has no name', '8', ['benNameless'], { userId: '8', renamedFrom: null }],
    [
      'of a user who is known otherwise, while nobody knew who anna is',
      '8',
      ['unclear', 'benOnce'],
      { userId: '8', renamedFrom: 'benjamin', replaced: 'unknown:anna' },
    ],
    ['of nobody knows whom', undefined, [], { userId: 'unknown:anna' }],
    ['of nobody knows whom, as before', undefined, ['unclear'], { userId: 'unknown:anna' }],
  ] as const)('%s is kept', (_, userId, people, keeping) => {
    expect(ask(userId, people)).toEqual(keeping);
    expect(ask(userId, people, { replace: true })).toEqual(keeping);
  });

  it.each([
    ['a user who is new', '9', ['anna'], { userId: '9', replaced: '7' }],
    [
      'a user whose name is not configured any more',
      '8',
      ['anna', 'benOnce'],
      { userId: '8', renamedFrom: 'benjamin', replaced: '7' },
    ],
    ['a user who has no name', '8', ['anna', 'benNameless'], { userId: '8', renamedFrom: null, replaced: '7' }],
  ] as const)(
    'of %s in place of another is refused with both facts and the way out, and kept to replace them',
    (_, userId, people, keeping) => {
      expect(ask(userId, people)).toEqual({
        refused: { why: 'another_person', name: 'anna', userId, holder: '7' },
      });
      expect(ask(userId, people, { replace: true })).toEqual(keeping);
    },
  );

  it.each([[[]], [['anna']], [['unclear']]] as const)(
    'of another account is refused, whoever anna is: %j',
    (people) => {
      const refused = { why: 'another_account', name: 'anna', account: 'ben' };
      for (const replace of [false, true]) expect(ask('8', [...people, 'ben'], { replace })).toEqual({ refused });
    },
  );

  it('of nobody knows whom does not take the place of somebody', () => {
    const refused = { why: 'unclear', name: 'anna', holder: '7' };
    for (const replace of [false, true]) expect(ask(undefined, ['anna'], { replace })).toEqual({ refused });
  });
});
