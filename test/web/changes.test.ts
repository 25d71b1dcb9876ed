import { describe, expect, it } from 'vitest';
import { applyChange } from '../../web/changes.js';
import { device, person, state } from './state.js';

describe('a change of the state', () => {
  it('replaces people by name, in their place, and keeps all else', () => {
    const before = state({ people: [person('anna'), person('ben')] });
    const ben = person('ben', { authorization: 'required' });
    expect(applyChange(before, { people: [ben] })).toEqual({ ...before, people: [person('anna'), ben] });
  });

  it('appends who is new, and devices by id', () => {
    const before = state({ people: [person('anna')], devices: [device('1')] });
    const after = applyChange(before, {
      people: [person('ben')],
      devices: [device('2'), device('1', { battery: 'low' })],
    });
    expect(after.people.map(({ name }) => name)).toEqual(['anna', 'ben']);
    expect(after.devices).toEqual([device('1', { battery: 'low' }), device('2')]);
  });

  it('takes over single parts, null as well', () => {
    const before = state({ next_fetch: '2026-11-28T12:00:00Z' });
    expect(applyChange(before, { next_fetch: null })).toEqual({ ...before, next_fetch: null });
    expect(applyChange(before, {})).toEqual(before);
  });
});
