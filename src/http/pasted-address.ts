import { type CallbackOutcome, type Ignored, readAnswer } from './callback.js';

/** What a person pasted, read for one login; `no_address` when it is not the address of a page that Withings led to. */
export type Pasted = Exclude<CallbackOutcome, Ignored> | { readonly ignored: Ignored['ignored'] | 'no_address' };

/** It counts by its `state`, whatever host and path it names. */
export function readPastedAddress(text: string, state: string): Pasted {
  const query = queryOf(text.trim());
  return query.has('state') ? readAnswer(query, state) : { ignored: 'no_address' };
}

/** Of an address, or of what a person copied of it. */
function queryOf(text: string): URLSearchParams {
  const bare = text.replace(/^[<"']+|[>"']+$/g, '').replace(/#.*$/, '');
  return new URLSearchParams(bare.includes('?') ? bare.slice(bare.indexOf('?') + 1) : bare);
}
