import type { Problem, ProblemCode } from './api.js';

/** What a person is told instead of an answer, with the status of HTTP for it. */
export class PageError extends Error {
  readonly problem: Problem;

  /** @param message a sentence in English: what happened, and what to do; never a secret */
  constructor(
    readonly status: number,
    code: ProblemCode,
    message: string,
    fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'PageError';
    this.problem = { code, error: message, ...(Object.keys(fields).length > 0 && { fields }) };
  }
}
