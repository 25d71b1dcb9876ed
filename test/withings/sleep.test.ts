import { expect, it } from 'vitest';
import { endOfNight, plainNight } from '../cloud/plain-night.js';
import { ANNA, cloudWith } from '../demo/helpers.js';
import { testClient } from './support.js';

it('a sleep of which nobody says that it is over goes on for a day after its end, by the clock of Withings', async () => {
  const { cloud, clock } = await cloudWith([]);
  const night = plainNight(cloud.people.get(ANNA)!, 1, endOfNight(clock.seconds()));
  night.completed = false;
  // A clock of the client's own that is years behind decides nothing.
  const client = testClient(cloud, { clock: () => 0 });
  const ongoing = async () => (await client.getSleepSummaries('everything', [])).map((one) => one.ongoing);
  const answers = [await ongoing()];

  clock.forward(night.enddate + 86_400 - clock.seconds());
  answers.push(await ongoing());
  clock.forward(1);
  answers.push(await ongoing());

  expect(answers).toEqual([[true], [true], [undefined]]);
});
