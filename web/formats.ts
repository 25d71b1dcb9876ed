import type { ValueView } from '../src/page/api.js';
import type { Words } from './i18n/index.js';

/** Numbers, units, days and times as a person reads them. */
export interface Formats {
  /** @param precision decimals to show; null for as many as there are, three at most */
  number(value: number, precision: number | null): string;
  /** A number with its unit: `82.4 kg`, `7 h 12 min`, `8,123 steps`. */
  quantity(value: number, unit: string | null, precision: number | null): string;
  /** The unit alone, for axes and heads of tables; empty for none. @param of the number that it stands behind */
  unit(unit: string | null, of?: number): string;
  /** Any value with its unit; a dash for none. */
  value(value: ValueView): string;
  /** `Sunday, 29 November 2026 at 08:12`. @param time ISO 8601, or milliseconds since 1970 */
  full(time: string | number): string;
  /** `29 Nov 2026, 08:12`. */
  short(time: string | number): string;
  /** `29 Nov 2026`; of a day without a time, too. */
  day(time: string | number): string;
  /** `23 – 29 Nov 2026`; a single day as `day` has it. */
  days(days: { readonly from: string; readonly to: string }): string;
  /** `08:12`. */
  clock(time: string | number): string;
  /** `3 h ago`, `in 5 min`, `4 days ago`. @param now milliseconds since 1970, by the server's clock */
  ago(time: string | number, now: number): string;
}

/** What may stand between a number and its unit only together with both. */
const NBSP = ' ';

/** @param zone IANA name; the browser's for null and for one that it does not know */
export function createFormats(words: Words, zone: string | null): Formats {
  const { locale, t } = words;
  const timeZone = knownZone(zone);
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) });
  const fullDate = dates({ dateStyle: 'full', timeStyle: 'short' });
  const shortDate = dates({ dateStyle: 'medium', timeStyle: 'short' });
  const dayOnly = dates({ dateStyle: 'medium' });
  const wholeDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const clock = dates({ timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });

  function number(value: number, precision: number | null): string {
    const digits = precision === null ? { maximumFractionDigits: 3 } : fractionDigits(precision);
    return new Intl.NumberFormat(locale, digits).format(value);
  }

  function quantity(value: number, name: string | null, precision: number | null): string {
    if (name === 'h') return duration(value * 60);
    if (name === 'min' && Math.abs(value) >= 60) return duration(value);
    const shown = words.unit(name, value);
    return shown ? `${number(value, precision)}${NBSP}${shown}` : number(value, precision);
  }

  function duration(minutes: number): string {
    const whole = Math.round(Math.abs(minutes));
    const sign = minutes < 0 && whole > 0 ? '−' : '';
    const [hours, rest] = [Math.floor(whole / 60), whole % 60];
    const parts = [hours > 0 && `${number(hours, 0)}${NBSP}h`, (rest > 0 || hours === 0) && `${rest}${NBSP}min`];
    return sign + parts.filter((part) => part !== false).join(' ');
  }

  function value(view: ValueView): string {
    if (view.value === null) return '–';
    if (typeof view.value === 'number') return quantity(view.value, view.unit, view.precision);
    if (typeof view.value === 'boolean') return t(view.value ? 'yes' : 'no');
    return view.kind === 'time' ? format(shortDate, view.value) : words.word(view.value);
  }

  return {
    number,
    quantity,
    unit: (name, of = 2) => words.unit(name, of),
    value,
    full: (time) => format(fullDate, time),
    short: (time) => format(shortDate, time),
    day: (time) => format(isDayOnly(time) ? wholeDay : dayOnly, time),
    days: ({ from, to }) => wholeDay.formatRange(Date.parse(from), Date.parse(to)),
    clock: (time) => format(clock, time),
    ago: (time, now) => ago(words, relative, milliseconds(time) - now),
  };
}

const DAY = { unit: 'day', days: 1 } as const;
const STEPS = [
  { unit: 'year', days: 365.25 },
  { unit: 'month', days: 30.44 },
  { unit: 'week', days: 7 },
] as const satisfies readonly { unit: Intl.RelativeTimeFormatUnit; days: number }[];

function ago({ t }: Words, relative: Intl.RelativeTimeFormat, difference: number): string {
  if (Number.isNaN(difference)) return '–';
  // An age is what is over of it, as with people; of what is to come the nearest is said.
  const whole = difference > 0 ? Math.round : Math.floor;
  const minutes = whole(Math.abs(difference) / 60_000);
  if (minutes === 0) return t(difference > 0 ? 'soon' : 'just_now');
  if (minutes < 60) return t(difference < 0 ? 'ago.minutes' : 'in.minutes', { n: minutes });
  const hours = whole(minutes / 60);
  if (hours < 48) return t(difference < 0 ? 'ago.hours' : 'in.hours', { n: hours });
  const days = difference / 86_400_000;
  // Two of the larger one at least: nine days say more than one week.
  const step = STEPS.find(({ days: size }) => Math.abs(days) >= 2 * size) ?? DAY;
  return relative.format(Math.sign(days) * whole(Math.abs(days) / step.days), step.unit);
}

function fractionDigits(digits: number) {
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

function milliseconds(time: string | number): number {
  return typeof time === 'number' ? time : Date.parse(time);
}

function isDayOnly(time: string | number): boolean {
  return typeof time === 'string' && /^\d{4}-\d\d-\d\d$/.test(time);
}

function format(formatter: Intl.DateTimeFormat, time: string | number): string {
  const at = milliseconds(time);
  return Number.isNaN(at) ? String(time) : formatter.format(at);
}

function knownZone(zone: string | null): string | undefined {
  if (zone === null) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
