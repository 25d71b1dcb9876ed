/** Numbers of advisory locks that end with their transaction; each is one concern of the whole database. */
export const LOCKS = {
  /** One process at a time changes the schema. */
  schema: 7_262_001,
  /** One makes new metrics. */
  metrics: 7_262_002,
  /** Shared by all that change the archive; alone for who changes the list of those that want it. */
  destinations: 7_262_003,
  /** The first of two numbers, before a person's: one refreshes the login. */
  login: 7_262_004,
} as const;
