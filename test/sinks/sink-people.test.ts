import { describe, expect, it } from 'vitest';
import { createSinkPeople } from '../../src/sinks/sink-people.js';
import { personOn, stateOf } from './person-shown.js';

function setUp() {
  const known: string[] = [];
  const people = createSinkPeople((before, key) => known.push(`${before} is ${key}`));
  const person = (name: string, userId?: string) => personOn({} as never, { name, userId }).person(stateOf([]));
  return { people, person, known };
}

describe('the people of a sink', () => {
  it('go by who they are, whatever they are called', () => {
    const { people, person } = setUp();

    expect(people.meet(person('anna', '7'))).toEqual({ key: '7', isRenamed: false });
    expect(people.meet(person('ben', '7'))).toEqual({ key: '7', isRenamed: true });
    expect(people.meet(person('ben', '7'))).toEqual({ key: '7', isRenamed: false });
    expect(people.find('7')?.name).toBe('ben');
  });

  it('go by their name until it is known who they are, which is told once', () => {
    const { people, person, known } = setUp();

    expect(people.meet(person('anna'))).toEqual({ key: 'unknown:anna', isRenamed: false });
    expect(people.meet(person('anna', '7'))).toEqual({ key: '7', isRenamed: false });
    people.meet(person('anna', '7'));

    expect(known).toEqual(['unknown:anna is 7']);
    expect(people.find('unknown:anna')).toBeUndefined();
  });

  it('are forgotten once', () => {
    const { people, person } = setUp();
    people.meet(person('anna', '7'));

    expect(people.forget('7')).toBe(true);
    expect(people.forget('7')).toBe(false);
  });
});
