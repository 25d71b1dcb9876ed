/** Something in a calendar. Times are seconds since 1970. */
export interface CalendarEvent {
  /** The same at each time that it is told, whatever else becomes of it. */
  readonly uid: string;
  /** When what it tells was changed last. */
  readonly changed: number;
  readonly start: number;
  readonly end: number;
  readonly summary: string;
  readonly description: string;
  readonly category: string;
}

const MOST_OCTETS = 75;

/** A calendar as iCalendar (RFC 5545), which does not change unless what it tells does. */
export function calendarText(name: string, events: readonly CalendarEvent[]): string {
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//withings2mqtt//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    `X-WR-CALNAME:${escaped(name)}`,
    // How often to look, to those who listen to it.
    ...['REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'],
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventLines({ uid, changed, start, end, summary, description, category }: CalendarEvent): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utc(changed)}`,
    `DTSTART:${utc(start)}`,
    // An end has to be later than the start.
    ...(end > start ? [`DTEND:${utc(end)}`] : []),
    `SUMMARY:${escaped(summary)}`,
    ...(description === '' ? [] : [`DESCRIPTION:${escaped(description)}`]),
    `CATEGORIES:${escaped(category)}`,
    // Who sleeps is not asked whether there is time.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** A text as a value: what has a meaning of its own with a backslash before it, and no other control characters. */
function escaped(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(CONTROLS, '')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** All but the tab and the end of a line. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;

/** In lines of 75 octets at most, each but the first with a blank before it; no character is cut. */
function folded(line: string): string {
  let [text, octets] = ['', 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}
