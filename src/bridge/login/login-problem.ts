import type { Log } from '../../log.js';
import { PageError } from '../../page/page-error.js';
import { WithingsError } from '../../withings/errors.js';
import { reasonOf } from '../unexpected.js';
import { hintFor, RefusedParameterError, subjectOf } from './authorization-request.js';
import { type Refusal, RefusedLogin } from './refusal.js';

export interface ProblemOptions {
  /** Of the account that the login was for. */
  readonly name: string;
  readonly redirectUri: string;
  readonly log: Pick<Log, 'debug' | 'blank'>;
}

/** Why nobody was connected, for a person who sits in front of the page. */
export function loginProblem(error: unknown, { name, redirectUri, log }: ProblemOptions): PageError {
  if (error instanceof PageError) return error;
  const about = { account: name, redirect_uri: redirectUri };
  if (error instanceof RefusedLogin) return refusedLogin(error.refusal, error.message);
  if (error instanceof RefusedParameterError) {
    const code = error.parameter === 'redirect_uri' ? 'redirect_uri' : 'withings_refused';
    return new PageError(502, code, asSentence(error.message), { ...about, parameter: error.parameter });
  }
  const reason = log.blank(reasonOf(error, log, { account: name }));
  const fields = { ...about, reason };
  if (!(error instanceof WithingsError) || error.temporary) {
    return new PageError(502, 'failed', asSentence(`${reason}; nothing was stored: connect again later`), fields);
  }
  const sentence = asSentence(`${reason}${hintFor(reason, { redirectUri, again: 'connect again' })}`);
  const subject = subjectOf(reason);
  if (subject === 'code') return new PageError(409, 'expired', sentence, fields);
  return new PageError(502, subject === 'redirect_uri' ? subject : 'withings_refused', sentence, fields);
}

function refusedLogin(refusal: Refusal, facts: string): PageError {
  const signOut = 'sign out of Withings in the browser and connect again';
  switch (refusal.why) {
    case 'unclear':
      return new PageError(409, 'failed', asSentence(`${facts}: connect again later`), {
        ...{ account: refusal.name, holder: refusal.holder, reason: facts },
      });
    case 'another_account':
      return new PageError(409, 'person_of_another_account', asSentence(`${facts}; nothing was stored: ${signOut}`), {
        ...{ account: refusal.name, other_account: refusal.account },
      });
    case 'another_person':
      return new PageError(
        409,
        'other_person',
        asSentence(`${facts}: ${signOut}; or replace the person whose this account has been`),
        { account: refusal.name, user_id: refusal.userId, holder: refusal.holder },
      );
  }
}

/** What stands in the middle of a line of the log, as a sentence of its own. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
