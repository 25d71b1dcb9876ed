import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tools } from '../tools.js';
import { addBrowserReturn, isAhead } from './browser-return.js';
import { type CallbackRoute, showVisit } from './callback.js';
import { INVITATION_HEADERS, type Invited, leavePage, questionPage, toldPage } from './invitation-page.js';
import type { Told } from './invitation-texts.js';
import { languageOf } from './language.js';
import { peerOf } from './peer.js';
import { createSlowDown } from './slow-down.js';
import { unhurried } from './unhurried.js';

/** How a person's way to Withings and back has ended. */
export interface Ended {
  readonly told: Extract<
    Told,
    'connected' | 'denied' | 'other_person' | 'taken' | 'late' | 'away' | 'misconfigured' | 'unusable'
  >;
  /** Of the account. */
  readonly displayName: string;
}

/** What the pages of invitations need of whoever keeps them. */
export interface InvitationRoutes {
  /** Where browsers come back from Withings. */
  readonly paths: readonly string[];
  /** Whose an invitation is; undefined when it may not be used. Uses nothing up. */
  readonly look: (secret: string) => Promise<Invited | undefined>;
  /** A person goes to Withings. @returns the address there; why not, where Withings would not have it; undefined as above */
  readonly begin: (
    secret: string,
  ) => Promise<{ readonly url: string } | { readonly told: 'misconfigured' } | undefined>;
  /**
   * A person comes back, with the parameters of the address. The code lives 30 seconds, so it is exchanged at once.
   *
   * @returns undefined where it belongs to no invitation
   */
  readonly finish: (query: URLSearchParams) => Promise<Ended | undefined>;
  /** One of these has thrown. */
  readonly onTrouble: (error: unknown) => void;
  readonly tools: Pick<Tools, 'clock' | 'sleep'>;
}

const STATUS: Readonly<Record<Told, number>> = {
  ...{ connected: 200, denied: 200, other_person: 409, taken: 409, late: 409 },
  ...{ away: 502, misconfigured: 502, unusable: 410, unknown: 404, stale: 410, ahead: 503, crowded: 429, broken: 500 },
};

/** What no invitation looks like is not looked for. */
const SECRET = /^[\w-]{16,99}$/;
const MOST_BODY_BYTES = 1024;
/** Nobody who has the right address behind the same proxy as a guesser waits for longer. */
const LONGEST_MILLISECONDS = 5000;
/** Guessers that wait at a time. */
const MOST_WAITING = 50;

interface ByAddress {
  readonly Params: { readonly secret: string };
}

/**
 * `GET /connect/<secret>`: what an invitation is about, and a button; `POST`: the way to Withings. `GET` at the paths of
 * the redirect URI: the way back, which any bridge takes.
 *
 * @param otherwise where browsers come back that belong to no invitation
 */
export function addInvitation(server: FastifyInstance, routes: InvitationRoutes, otherwise?: CallbackRoute): void {
  const find = createFinder(routes);
  const safely = async (request: FastifyRequest, reply: FastifyReply, work: () => Promise<FastifyReply>) => {
    try {
      return await unhurried(request, work);
    } catch (error) {
      routes.onTrouble(error);
      return tell(request, reply, 'broken');
    }
  };

  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The form has no fields.
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MOST_BODY_BYTES }, (_request, _body, parsed) =>
      parsed(null, undefined),
    );
    scope.get<ByAddress>('/connect/:secret', (request, reply) =>
      safely(request, reply, async () => {
        const found = await find(request, routes.look);
        if (typeof found === 'string') return tell(request, reply, found);
        return show(reply, 200, questionPage(languageFor(request), found));
      }),
    );
    scope.post<ByAddress>('/connect/:secret', (request, reply) =>
      safely(request, reply, async () => {
        const found = await find(request, routes.begin);
        if (typeof found === 'string') return tell(request, reply, found);
        if ('told' in found) return tell(request, reply, found.told);
        return show(reply, 200, leavePage(languageFor(request), found.url));
      }),
    );
    done();
  });
  addBrowserReturn(server, {
    paths: [...new Set([...routes.paths, ...(otherwise?.paths ?? [])])],
    headers: INVITATION_HEADERS,
    answer: (request, reply, query) =>
      safely(request, reply, async () => {
        if (isAhead(request)) return tell(request, reply, 'ahead');
        const ended = await routes.finish(query);
        if (ended) return tell(request, reply, ended.told, ended.displayName);
        return otherwise ? showVisit(request, reply, () => otherwise.onVisit(query)) : tell(request, reply, 'stale');
      }),
  });
}

/** Looks for what a secret opens. Whoever has tried wrong ones waits before each further one. */
function createFinder({ tools }: InvitationRoutes) {
  const slowDown = createSlowDown(tools.clock);
  let waiting = 0;

  return async <Found>(
    { params, raw, headers }: FastifyRequest<ByAddress>,
    look: (secret: string) => Promise<Found | undefined>,
  ): Promise<Found | 'unknown' | 'unusable' | 'crowded'> => {
    const { address } = peerOf(raw.socket.remoteAddress ?? '', headers, false);
    const pause = Math.min(LONGEST_MILLISECONDS, slowDown.wait(address));
    if (pause > 0) {
      if (waiting === MOST_WAITING) return 'crowded';
      waiting += 1;
      await tools.sleep(pause).finally(() => {
        waiting -= 1;
      });
    }
    const isOne = SECRET.test(params.secret);
    const found = isOne ? await look(params.secret) : undefined;
    if (found !== undefined) return found;
    slowDown.wrong(address);
    return isOne ? 'unusable' : 'unknown';
  };
}

function languageFor({ headers }: FastifyRequest) {
  return languageOf(headers['accept-language']);
}

function tell(request: FastifyRequest, reply: FastifyReply, told: Told, displayName?: string): FastifyReply {
  return show(reply, STATUS[told], toldPage(languageFor(request), told, displayName));
}

function show(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).headers(INVITATION_HEADERS).type('text/html; charset=utf-8').send(html);
}
