/** Nobody was connected by a browser that came back; what the person is told of it. */
export class LandingError extends Error {
  /**
   * @param code what has happened: it chooses the words where there are some (`VISIT_TEXTS`)
   * @param message the same in English, as a sentence: what happened, and what to do
   * @param fields what fills the blanks of the words
   */
  constructor(
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'LandingError';
  }
}
