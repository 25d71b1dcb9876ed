import { createInterface } from 'node:readline';
import { type CallbackAnswer, readAnswer } from '../http/callback.js';

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
    const query = queryOf(line.trim());
    if (line.trim() === '') return;
    if (!query.has('state')) {
      say('That is not the address of the page: it has code= and state= in it. Copy the whole of it.');
      return;
    }
    const answer = readAnswer(query, state);
    if ('ignored' in answer) say(`Not taken: ${answer.ignored}.`);
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

/** Of an address, or of what a person copied of it. */
function queryOf(text: string): URLSearchParams {
  const bare = text.replace(/^[<"']+|[>"']+$/g, '').replace(/#.*$/, '');
  return new URLSearchParams(bare.includes('?') ? bare.slice(bare.indexOf('?') + 1) : bare);
}
