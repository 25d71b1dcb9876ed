import { describe, expect, it } from 'vitest';
import { NoRoomError, whereThereIsRoom } from '../../src/bridge/no-room.js';
import { RateLimitError } from '../../src/withings/errors.js';

describe('work in the past of a feed', () => {
  it('is left for another time where the plan has no room, which is no failure', async () => {
    expect(await whereThereIsRoom(Promise.reject(new NoRoomError(1800)))).toBe(false);
    expect(await whereThereIsRoom(Promise.resolve(true))).toBe(true);
  });

  it('fails where Withings itself wants fewer calls', async () => {
    const refused = new RateLimitError('fewer calls', { retryAfter: 61 });
    await expect(whereThereIsRoom(Promise.reject(refused))).rejects.toBe(refused);
  });
});
