import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { recordFigure } from '../figures.js';
import { freePort } from '../process/port.js';
import { AIMS, comesTo } from './aim.js';
import { createRandom } from './random.js';
import { PHASES, type Phase, startVictim, type Victim, WORKS, type Work } from './victim.js';
import { type Witness, witness } from './witness.js';

const KILLS = Number(process.env.CRASH_KILLS ?? 200);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
/** Runs that are not killed, to see how long a piece of work takes. */
const CALM = 3;
const LONGEST_MILLISECONDS = 60_000;

/** Milliseconds from the beginning of a piece of work to the news that it is done. */
async function spanOf(here: Witness, work: Work, address: string): Promise<number> {
  const spans: number[] = [];
  for (let run = 0; run < CALM; run++) {
    const victim = await startVictim(here, work, address);
    const begun = performance.now();
    await done(victim, begun);
    spans.push(performance.now() - begun);
    await kill(victim);
  }
  return Math.max(...spans);
}

async function done({ isDone, program }: Victim, begun: number): Promise<void> {
  while (!isDone()) {
    if (performance.now() - begun > LONGEST_MILLISECONDS) throw new Error(`a run does not end: ${program.output()}`);
    await pause(1);
  }
}

async function kill({ program }: Victim): Promise<void> {
  program.process.kill('SIGKILL');
  await program.exit;
}

/** The first kills are aimed, at each phase of each work once (3 and 4 have no divisor in common); others are at random. */
const TARGETS = Array.from({ length: AIMS.length * WORKS.length }, (_, index) => ({
  aim: AIMS[index % AIMS.length]!,
  work: WORKS[index % WORKS.length]!,
}));
/** What has to be hit, whatever the instants at random come to: refresh, store and publish. */
const HIT: readonly (readonly Phase[])[] = [
  ['refresh asked for'],
  ['tokens stored'],
  ['state stored'],
  ['value published', 'reading told'],
];

/** One household of its own, whose bridge is killed again and again. Gives how many readings were told more than once. */
async function killAgainAndAgain(kills: number, seed: number): Promise<number> {
  const random = createRandom(seed);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const here = await witness(kills + CALM * WORKS.length, `{ port: ${port}, public_url: "${address}" }`);
  const spans = new Map<Work, number>();
  for (const work of WORKS) spans.set(work, await spanOf(here, work, address));
  const fell = new Map(PHASES.map((phase) => [phase, 0]));

  for (let count = 1; count <= kills; count++) {
    const { work, aim } = TARGETS[count - 1] ?? { work: WORKS[Math.floor(random() * WORKS.length)]! };
    const victim = await startVictim(here, work, address, aim);
    if (aim) await comesTo(aim, victim);
    else await pause(Math.floor(random() * spans.get(work)! * 1.1));
    await kill(victim);
    const phase = await victim.phase();
    victim.letGo();

    fell.set(phase, fell.get(phase)! + 1);
    const after = `kill ${count}, in ${work}, last: ${phase}`;
    here.checkValues(after);
    await here.checkKept(after);
  }

  await here.checkNextStart('the last kill');
  console.log('milliseconds of work:', Object.fromEntries(spans), 'kills after:', Object.fromEntries(fell));
  for (const phases of HIT) {
    const hits = phases.reduce((sum, phase) => sum + fell.get(phase)!, 0);
    expect(hits, `kills after "${phases.join('" or "')}", of ${kills}`).toBeGreaterThan(0);
  }
  return here.count().again;
}

/**
 * Kills the bridge between the first refresh of a piece of work and its end, again and again, in two households at a time:
 * some times when it has come to where a kill could do harm, and then at random instants. Each kill has a new weigh-in to tell of and a token to refresh, since tokens live shorter than a
 * run; the cloud keeps the real one's rule that an old refresh token dies when the new access token is first used.
 */
it(`survives ${KILLS} kills (CRASH_SEED=${SEED})`, { timeout: KILLS * 6000 + 60_000 }, async () => {
  const half = Math.floor(KILLS / 2);
  const again = await Promise.all([killAgainAndAgain(KILLS - half, SEED), killAgainAndAgain(half, SEED + 1)]);
  recordFigure({
    what: 'kills at random instants',
    count: KILLS,
    result: `logins lost: 0, readings lost: 0, wrong or older values: 0, told again: ${again[0] + again[1]}`,
    command: 'CRASH_KILLS=1000 npm run test:crash',
  });
});
