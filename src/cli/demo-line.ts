/**
 * A message of the bridge as a line for a person who watches.
 *
 * @param topic of a reading's attributes, or of an event
 * @param payload its JSON
 */
export function demoLine(topic: string, payload: string): string {
  const { event_type, value, unit, taken } = JSON.parse(payload) as Record<string, unknown>;
  const what = topic.endsWith('/reading') ? `new: ${event_type}` : shown(value, unit);
  // A value that is a time is its own time.
  const when = typeof taken === 'string' && taken !== value ? taken : '';
  return `${topic.replace(/\/attributes$/, '').padEnd(52)} ${what.padEnd(28)} ${when}`.trimEnd();
}

function shown(value: unknown, unit: unknown): string {
  if (value === null || value === undefined) return '(no value)';
  return typeof unit === 'string' ? `${value} ${unit}` : String(value);
}
