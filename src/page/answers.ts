import type { FastifyReply } from 'fastify';
import type { Voice } from '../http/server.js';
import type { Problem } from './api.js';
import { PageError } from './page-error.js';
import { SAFETY_HEADERS } from './safety-headers.js';

/** What of a request fails before anybody has looked into it, by status. */
const OWN_FAULTS: Readonly<Record<number, string>> = {
  400: 'This request is not as it should be.',
  413: 'This is more than the page takes (64 kB).',
  415: 'This takes JSON only (content-type: application/json).',
};

/** @param onUnexpected told of what is nobody's fault but the program's, of which the one who asked learns nothing */
export function pageVoice(onUnexpected: (error: unknown) => void): Voice {
  return {
    notFound: (reply) => say(reply, new PageError(404, 'not_found', 'There is nothing here.')),
    failed(error, reply) {
      if (error instanceof PageError) return say(reply, error);
      const { statusCode = 500 } = error;
      if (statusCode < 500) {
        return say(reply, new PageError(statusCode, 'bad_request', OWN_FAULTS[statusCode] ?? OWN_FAULTS[400]!));
      }
      onUnexpected(error);
      return say(reply, new PageError(500, 'internal', 'Something went wrong here; the log of the bridge knows what.'));
    },
  };
}

/** To the page as JSON, to a person who has opened an address as a sentence. */
function say(reply: FastifyReply, { status, problem }: PageError): FastifyReply {
  const answer = reply.code(status).headers(SAFETY_HEADERS);
  // To hang up on whoever still sends would keep the answer from them, too; they are cut when they take too long.
  if (status === 413) void answer.removeHeader('connection');
  const seconds = problem.code === 'slow_down' ? problem.fields?.seconds : undefined;
  if (seconds !== undefined) void answer.header('retry-after', seconds);
  const isForPeople = !reply.request.url.startsWith('/api/') && problem.code !== 'not_found';
  return isForPeople
    ? answer.type('text/plain; charset=utf-8').send(`${problem.error}\n`)
    : answer.send(problem satisfies Problem);
}
