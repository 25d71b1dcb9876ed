import { setTimeout as pause } from 'node:timers/promises';
import { SIGN_TIMES } from '../../src/cluster/membership.js';
import type { ClusterWorld, Place } from './cluster-world.js';

/** What is done to the bridges, and to what they stand on. */
export const TROUBLES = [
  ...(['kill', 'freeze', 'without database', 'without broker', 'without cloud'] as const),
  ...(['database restarts', 'broker forgets', 'flood'] as const),
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface ChaosOptions {
  readonly world: ClusterWorld;
  readonly rounds: number;
  readonly random: () => number;
  /** Told of each trouble as it begins. */
  readonly onTrouble: (line: string) => void;
}

/** Mostly processes die and freeze; the rest is rarer, in life as here. */
const OFTEN: readonly Trouble[] = ['kill', 'kill', 'kill', 'kill', 'freeze', 'freeze', 'freeze', 'freeze'];
const SHORTEST_GAP = 2500;
const LONGEST_GAP = 5500;
const SHORTEST_TROUBLE = 1000;
const CERTAINLY_DEAD = SIGN_TIMES.dead + SIGN_TIMES.between;
const LONGEST_TROUBLE = 20_000;
const FLOOD = 100;
/** Weigh-ins just before a bridge dies or freezes, and how long before. */
const RUSH = 8;
const SHORTEST_RUSH = 50;
const LONGEST_RUSH = 500;

/**
 * Rounds of trouble at random, each kind at least once where there are enough of them. One bridge of all is always left in
 * peace, since nobody takes over where nobody lives. All is well again when it resolves.
 *
 * @returns how often each kind was
 */
export async function wreak({ world, rounds, random, onTrouble }: ChaosOptions): Promise<ReadonlyMap<Trouble, number>> {
  const troubled = new Map<Place, Promise<void>>();
  const counts = new Map<Trouble, number>(TROUBLES.map((trouble) => [trouble, 0]));
  const between = (low: number, high: number) => low + random() * (high - low);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!;

  async function victim(): Promise<Place> {
    while (troubled.size >= world.places.length - 1) await Promise.race(troubled.values());
    return pick(world.places.filter((place) => !troubled.has(place)));
  }

  /** Undoes it after a while; nothing else befalls the place until then. */
  function forAWhile(place: Place, milliseconds: number, undo: () => Promise<void>): void {
    const over = pause(milliseconds)
      .then(undo)
      .finally(() => troubled.delete(place));
    troubled.set(place, over);
  }

  async function make(trouble: Trouble): Promise<string> {
    switch (trouble) {
      case 'database restarts':
        await world.restartDatabase();
        return '';
      case 'broker forgets':
        // As in a crash: one that is stopped properly sends the last wills that wait, to whoever is still there to see.
        await world.broker.restart(undefined, 'SIGKILL');
        return '';
      case 'flood':
        world.weighIns.flood(FLOOD);
        await Promise.all(Array.from({ length: FLOOD }, (_, index) => world.balancer.post(index + 1, 1)));
        return `${FLOOD} weigh-ins, and as many for people whom nobody knows`;
      default:
        return befall(await victim(), trouble);
    }
  }

  async function befall(place: Place, trouble: Exclude<Trouble, (typeof ALL)[number]>): Promise<string> {
    const { member, room } = place;
    const milliseconds = Math.round(between(SHORTEST_TROUBLE, LONGEST_TROUBLE));
    if (trouble === 'kill' || trouble === 'freeze') {
      // In the middle of much.
      world.weighIns.flood(RUSH);
      await pause(between(SHORTEST_RUSH, LONGEST_RUSH));
    }
    if (trouble === 'kill') {
      await world.takeovers.lost(member.kill());
      // Until the process manager has started it again.
      forAWhile(place, SHORTEST_TROUBLE, async () => {});
      return member.name;
    }
    if (trouble === 'freeze') {
      const run = member.freeze();
      // One that wakes before the others can know goes on with its people itself.
      if (milliseconds > CERTAINLY_DEAD) await world.takeovers.lost(run);
      forAWhile(place, milliseconds, async () => member.thaw());
    } else {
      await room.cutOff(world.portsOf(trouble, place));
      forAWhile(place, milliseconds, () => room.join());
    }
    return `${member.name}, ${milliseconds} ms`;
  }

  for (let round = 0; round < rounds; round++) {
    const trouble = round < TROUBLES.length ? TROUBLES[round]! : pick(random() < 0.8 ? OFTEN : TROUBLES);
    counts.set(trouble, counts.get(trouble)! + 1);
    onTrouble(`${round + 1}: ${trouble} ${await make(trouble)}`);
    await pause(between(SHORTEST_GAP, LONGEST_GAP));
  }
  await Promise.all(troubled.values());
  return counts;
}

const ALL = ['database restarts', 'broker forgets', 'flood'] as const;
