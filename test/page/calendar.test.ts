import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { type CalendarEvent, calendarText } from '../../src/page/calendar.js';

const EVENT: CalendarEvent = {
  ...{ uid: 'night-2026-03-02-abc@withings2mqtt', changed: 1_772_440_000, start: 1_772_406_000, end: 1_772_434_800 },
  ...{ summary: 'Sleep, 7 h 32 min', description: 'Sleep score: 82 points\nSleep deep: 1 h 2 min', category: 'Sleep' },
};

const NASTY = [
  '😀',
  '👩‍👩‍👧',
  'שלום',
  'مرحبا',
  '\u202e',
  ',',
  ';',
  ':',
  '"',
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\t',
  '<script>',
  'ä',
  '\u2028',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

function readBack(calendar: string) {
  const component = new ICAL.Component(ICAL.parse(calendar));
  const events = component.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one, { strictExceptions: true }));
  return { component, events };
}

/** Half a character has no bytes of its own. */
const inBytes = (said: string) => Buffer.from(said).toString();
/** What a text must come back as: ends of lines are of one kind, and nothing else is a control character. */
const asKept = (said: string) =>
  inBytes(said)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?![\t\n])\p{Cc}/gu, '');

describe('a calendar', () => {
  it('is what RFC 5545 says', () => {
    expect(calendarText('Anna (Withings)', [EVENT]).split('\r\n')).toEqual([
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//withings2mqtt//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
      ...['X-WR-CALNAME:Anna (Withings)', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'],
      ...['BEGIN:VEVENT', 'UID:night-2026-03-02-abc@withings2mqtt', 'DTSTAMP:20260302T082640Z'],
      ...['DTSTART:20260301T230000Z', 'DTEND:20260302T070000Z', 'SUMMARY:Sleep\\, 7 h 32 min'],
      ...['DESCRIPTION:Sleep score: 82 points\\nSleep deep: 1 h 2 min', 'CATEGORIES:Sleep', 'TRANSP:TRANSPARENT'],
      ...['END:VEVENT', 'END:VCALENDAR', ''],
    ]);
  });

  it('brings every text through a strict parser, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(text, text, text, (name, summary, description) => {
        const calendar = calendarText(name, [{ ...EVENT, summary, description }]);

        for (const line of calendar.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n\0]/);
        }
        const { component, events } = readBack(inBytes(calendar));
        // The parser leaves what is not of the standard as it stands.
        const kept = String(component.getFirstPropertyValue('x-wr-calname')).replaceAll(/\\(.)/gu, (_, one) =>
          one === 'n' ? '\n' : one,
        );
        expect(kept).toBe(asKept(name));
        expect(events).toHaveLength(1);
        expect(events[0]!.summary).toBe(asKept(summary));
        expect(events[0]!.description ?? '').toBe(asKept(description));
      }),
      { numRuns: 300 },
    );
  });

  it('has no end where that is not after the start, and is whole without events', () => {
    expect(calendarText('x', [{ ...EVENT, end: EVENT.start }])).not.toContain('DTEND');
    expect(readBack(calendarText('x', [])).events).toEqual([]);
  });
});
