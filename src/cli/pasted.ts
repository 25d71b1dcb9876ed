import { createInterface } from 'node:readline';
import type { CallbackAnswer, Ignored } from '../http/callback.js';
import { type Pasted, readPastedAddress } from '../http/pasted-address.js';

/** Why an address decides nothing, for a person who sits in front of a terminal. */
export const WHY_IGNORED = {
  other_login:
    'the answer belongs to another login (its state does not match); go on with the address that the terminal shows, ' +
    'which still waits',
  no_code: 'the answer carries no code; allow the access first',
} satisfies Record<Ignored['ignored'], string>;

const WHY_NOT_TAKEN = {
  no_address: 'That is not the address of the page: it has code= and state= in it. Copy the whole of it.',
  other_login: `Not taken: ${WHY_IGNORED.other_login}.`,
  no_code: `Not taken: ${WHY_IGNORED.no_code}.`,
} satisfies Record<Extract<Pasted, { readonly ignored: string }>['ignored'], string>;

export interface PastedOptions {
  readonly input: NodeJS.ReadableStream;
  readonly state: string;
  /** Says something to the person. */
  readonly say: (text: string) => void;
  readonly onAnswer: (answer: CallbackAnswer) => void;
  /** Nothing can be pasted any more, and no answer was. */
  readonly onEnd: () => void;
}

/**
 * Reads the address that the browser ended on, pasted by a person whose browser cannot reach this machine. It counts by
 * its `state`, whatever host and path it names; whatever else is pasted is answered, and the waiting goes on.
 *
 * @returns stops the reading
 */
export function readPasted({ input, state, say, onAnswer, onEnd }: PastedOptions): () => void {
  const lines = createInterface({ input });
  let answered = false;
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    const answer = readPastedAddress(line, state);
    if ('ignored' in answer) say(WHY_NOT_TAKEN[answer.ignored]);
    else {
      answered = true;
      onAnswer(answer);
    }
  });
  const end = () => {
    if (!answered) onEnd();
    answered = true;
  };
  lines.on('close', end);
  // A terminal that is gone, or not ours to read from.
  input.on('error', end);
  return () => {
    answered = true;
    lines.close();
  };
}
