/** Withings' own ids are numbers. */
const PROVISIONAL = 'unknown:';

/**
 * What a person is called here as long as nobody knows which Withings user it is: until the first refresh of a login
 * that was brought along without a word of whose it is.
 */
export function provisionalId(name: string): string {
  return `${PROVISIONAL}${name}`;
}

export function isProvisional(userId: string): boolean {
  return userId.startsWith(PROVISIONAL);
}

/** The Withings user, for whoever keeps the id for ever; undefined as long as nobody knows. */
export function knownUser(userId: string | undefined): string | undefined {
  return userId === undefined || isProvisional(userId) ? undefined : userId;
}
