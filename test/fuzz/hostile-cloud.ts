import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Place } from './bodies.js';
import type { Answer, Round } from './recipes.js';

/** An answer that has gone out, and what was asked. */
export interface Sent extends Answer {
  readonly place: Place;
}

export interface HostileCloud {
  readonly url: string;
  /** All answers so far. */
  count(): number;
  /** Begins a round; `onSent` is told of every answer before it goes out. */
  begin(round: Round, now: () => number, onSent: (sent: Sent) => void): void;
  close(): Promise<void>;
}

/** A server on 127.0.0.1 that answers what a round says. Never a connection that breaks: that is tested elsewhere. */
export async function startHostileCloud(): Promise<HostileCloud> {
  let answered = 0;
  let reply: (place: Place) => Answer = () => ({ status: 500, headers: {}, text: '' });
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    let form = '';
    for await (const chunk of request) form += chunk;
    answered += 1;
    const { status, headers, text } = reply(`${request.url} ${new URLSearchParams(form).get('action')}` as Place);
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => answered,
    begin(round, now, onSent) {
      const asked = new Map<Place, number>();
      reply = (place) => {
        const page = asked.get(place) ?? 0;
        asked.set(place, page + 1);
        const recipes = round[place];
        const answer = recipes[Math.min(page, recipes.length - 1)]!(now(), page);
        onSent({ ...answer, place });
        return answer;
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
