/** With the offset of a zone, as isoTime writes it. */
const ISO_TIME = /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/**
 * Whether two payloads say the same: equal ones, and one instant as two zones show it. A message on a value's topic means
 * that something was measured, which a change of zone is not.
 */
export function samePayload(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && ISO_TIME.test(a) && ISO_TIME.test(b) && Date.parse(a) === Date.parse(b);
}
