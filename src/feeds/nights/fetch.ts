import { isOver, type NightInParts, nightsInParts } from '../../metrics/night.js';
import type { DetailState, PersonState } from '../../store/person-state.js';
import type { HealthRecord } from '../../withings/record.js';
import { SLEEP_COURSE_FIELDS } from '../../withings/sleep-course.js';
import { addDays, DAY_SECONDS, dayAt } from '../day.js';
import {
  applyNow,
  detailsOf,
  goneOf,
  inThePast,
  newDetails,
  withDetails,
  withFailed,
  withFetched,
  withoutFetched,
  withWalked,
} from '../detail/details.js';
import { countFresh, inTurn } from '../detail/failing.js';
import { oneByOne } from '../detail/one-by-one.js';
import { type Answer, type FeedContext, NOTHING_ASKED } from '../feed.js';
import { NIGHTS, nightAnswer, SLEEP, withoutNights } from './answer.js';
import { toldDays, type Untold, untoldNights } from './told.js';

/** So many empty answers in a row are believed, of a night that is over: the first ones may have come too early. */
const EMPTY_ANSWERS = 4;
/** With one fetch: the rest comes with the next ones. */
const FEW = 6;
const STEP_DAYS = 30;
/** No night is longer; what lies behind is a mistake. */
const LONGEST_SECONDS = 2 * DAY_SECONDS;

/**
 * The detail of each night that is new, revised, or to be told; then, at leisure, of those before, the newest first.
 *
 * @param pastDays how far back
 */
export async function fetchNights(context: FeedContext, pastDays: number): Promise<Answer> {
  const { state, now } = context;
  const records = state.records?.[SLEEP];
  // Nobody knows yet which nights there are.
  if (records === undefined) return NOTHING_ASKED;
  const zone = zoneOf(state);
  const nights = nightsInParts(records, zone);
  const details = detailsOf(state, NIGHTS) ?? firstDetails(nights);
  const untold = untoldNights(nights, details, now, zone);
  await tidy(context, nights, details, untold);
  const wanted = inTurn(dueNights(nights, details, untold, context), details, nightOf).slice(0, FEW);
  const failure = await fetchEach(
    context,
    wanted,
    (current, { night }, isEmpty) =>
      withFetched(current, NIGHTS, night, isOver(night, now, zone) ? ended(current, night, isEmpty) : {}),
    untold.tell,
  );
  const counts = { few: FEW, wanted: wanted.length, fresh: countFresh(wanted, details, nightOf) };
  const walked = await inThePast(context, counts, (count) => walk(context, pastDays, details, count));
  if (failure) throw failure;
  return wanted.length > 0 || walked ? (current) => ({ state: current }) : NOTHING_ASKED;
}

/** What is noted of a night that is over. */
function ended(state: PersonState, { id, end, modified }: HealthRecord, isEmpty: boolean) {
  const before = detailsOf(state, NIGHTS)?.fetched[id];
  const isSame = before?.end === end && before.modified === modified;
  const empty = isEmpty ? ((isSame && before.empty) || 0) + 1 : 0;
  return 0 < empty && empty < EMPTY_ANSWERS ? { empty } : ({ over: true } as const);
}

/** Nobody is told of what was there before. */
function firstDetails(nights: readonly NightInParts[]): DetailState {
  const oldest = nights.at(-1)?.night.start ?? 0;
  return {
    ...newDetails(oldest),
    told: toldDays(
      [],
      nights,
      nights.map(({ night }) => night.date),
    ),
  };
}

/** Begins, takes back what is gone, and forgets what need not be remembered. */
async function tidy(
  context: FeedContext,
  nights: readonly NightInParts[],
  details: DetailState,
  { skip }: Untold,
): Promise<void> {
  const { missing, gone } = goneOf(
    details,
    nights.map(({ night }) => night),
  );
  const told = toldDays(details.told ?? [], nights, skip);
  const isSame = told.join() === details.told?.join() && missing.length === 0;
  if (isSame && detailsOf(context.state, NIGHTS) === details) return;
  await applyNow(context, (state) => {
    const begun = withDetails(state, NIGHTS, { ...(detailsOf(state, NIGHTS) ?? details), told });
    const kept = withoutFetched(begun, NIGHTS, missing);
    return gone.length === 0 ? { state: kept } : withoutNights(kept, gone);
  });
}

/** What is to be told, the oldest first; then the rest, the newest first. */
function dueNights(
  nights: readonly NightInParts[],
  { since, fetched }: DetailState,
  { tell }: Untold,
  { now, state }: FeedContext,
): NightInParts[] {
  const isToTell = ({ night }: NightInParts) => tell.some((one) => one.night.id === night.id);
  const isDue = (one: NightInParts) => {
    const { id, start, end, modified } = one.night;
    const before = fetched[id];
    if (start < since || one.parts.some(({ ongoing }) => ongoing)) return false;
    if (!before || before.end !== end || before.modified !== modified) return true;
    return !before.over && isToTell(one) && isOver(one.night, now, zoneOf(state));
  };
  const due = nights.filter(isDue);
  return [...due.filter(isToTell).reverse(), ...due.filter((one) => !isToTell(one))];
}

/** @param note the state in which a night has been fetched; `isEmpty`: Withings has nothing of it, so far */
async function fetchEach(
  context: FeedContext,
  nights: readonly NightInParts[],
  note: (state: PersonState, one: NightInParts, isEmpty: boolean) => PersonState,
  tell: readonly NightInParts[] = [],
) {
  const ids = new Set(tell.map(({ night }) => night.id));
  return oneByOne(nights, {
    async fetch(one) {
      const { start, end, id } = one.night;
      const range = { start, end: Math.min(end, start + LONGEST_SECONDS) };
      const phases = await context.client.getSleepCourse(range, SLEEP_COURSE_FIELDS);
      const answer = nightAnswer(one, phases, ids.has(id));
      await applyNow(context, (state) => answer(note(state, one, phases.length === 0)));
    },
    leaveOut: (one) => applyNow(context, (state) => ({ state: note(state, one, false) })),
    failed: ({ night }) => applyNow(context, (state) => ({ state: withFailed(state, NIGHTS, night, context.now) })),
  });
}

/** A step into the past; false when it has been walked. What fails there while others come is not asked for again. */
async function walk(context: FeedContext, pastDays: number, details: DetailState, count: number): Promise<boolean> {
  const from = details.walked;
  // A clock that is set back must not lead any further.
  const newest = context.state.records?.[SLEEP]?.[0];
  const first = (newest?.end ?? 0) - pastDays * DAY_SECONDS + 1;
  if (!newest || from <= first) return false;
  const begin = Math.max(first, from - STEP_DAYS * DAY_SECONDS);
  const older = (await readNights(context, begin, from)).filter(({ night }) => night.end < from && night.end >= begin);
  const some = inTurn(older.slice(0, count), details, nightOf);
  const failure = await fetchEach(context, some, (state, { night }) => withWalked(state, NIGHTS, night.start));
  if (failure) throw failure;
  if (older.length <= count) await applyNow(context, (state) => ({ state: withWalked(state, NIGHTS, begin) }));
  return true;
}

/** The nights of some days, newest first, as the feed of sleep would know them. */
async function readNights({ client, state }: FeedContext, from: number, to: number): Promise<NightInParts[]> {
  const zone = zoneOf(state);
  const day = (time: number) => dayAt(time, zone).date;
  const range = { from: addDays(day(from), -1), to: addDays(day(to), 1) };
  const records: HealthRecord[] = await client.getSleepSummaries(range, ['total_sleep_time'], zone);
  return nightsInParts(records, zone).filter(({ parts }) => parts.every(({ ongoing }) => !ongoing));
}

function nightOf({ night }: NightInParts): HealthRecord {
  return night;
}

function zoneOf({ zone }: PersonState): string {
  return zone ?? 'utc';
}
