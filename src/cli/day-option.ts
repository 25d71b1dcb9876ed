import { InvalidArgumentError } from 'commander';

/** A day of the calendar, such as 2026-01-31. */
export function day(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !isInCalendar(text)) throw refusal();
  return text;
}

/** The same, or a time of such a day, in this machine's zone or with a zone of its own: 2026-01-31T10:00:00Z. */
export function dayOrTime(text: string): string {
  const [, date = '', time] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (!isInCalendar(date) || (time !== undefined && Number.isNaN(Date.parse(text)))) throw refusal();
  return text;
}

/** JavaScript makes a day of March of the 31st of February. */
function isInCalendar(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === date;
}

function refusal(): InvalidArgumentError {
  return new InvalidArgumentError('A day is written like 2026-01-31.');
}
