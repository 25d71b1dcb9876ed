import { expect, onTestFinished } from 'vitest';
import type { ConnectAnswer, PageChange, PageState, PersonView, Problem } from '../../src/page/api.js';
import { readEvents } from '../page/read-events.js';
import { createWaiting } from '../waiting.js';

/** What a browser does with the page of a bridge that runs. */
export interface PageClient {
  /** By the live updates, as it is now. */
  state(): PageState;
  person(name: string): PersonView;
  /** Resolves when the live updates have shown a person like this. */
  sees(name: string, fits: (person: PersonView) => boolean): Promise<PersonView>;
  post<Answer = Problem>(path: string, body: object): Promise<{ readonly status: number; readonly body: Answer }>;
  get<Answer>(path: string): Promise<Answer>;
  /** The address at Withings to open. */
  connect(name: string, body?: object): Promise<string>;
}

/** Waits for the page of a bridge, and listens to its events until the test is over. */
export async function openPage(port: number): Promise<PageClient> {
  const base = `http://127.0.0.1:${port}`;
  const there = () =>
    fetch(`${base}/api/state`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(there, { timeout: 30_000 }).toBe(200);
  let state: PageState | undefined;
  const { look, until, tellIfFailed } = createWaiting('the page', () => JSON.stringify(state?.people));
  onTestFinished(tellIfFailed);
  const events = await readEvents(`${base}/api/events`);
  void (async () => {
    for (;;) {
      const { event, data } = await events.next();
      if (event === 'end') return;
      if (event === 'state') state = data as PageState;
      else if (event === 'change' && state) state = merged(state, data as PageChange);
      look();
    }
  })();
  const now = () => {
    if (!state) throw new Error('no state has come');
    return state;
  };
  const find = (name: string) => state?.people.find((one) => one.name === name);
  await expect.poll(() => state).toBeDefined();

  async function post<Answer>(path: string, body: object) {
    const headers = { 'content-type': 'application/json', origin: base };
    const reply = await fetch(`${base}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: reply.status, body: (await reply.json()) as Answer };
  }

  return {
    state: now,
    person(name) {
      const person = find(name);
      if (!person) throw new Error(`nobody is called ${name}`);
      return person;
    },
    sees: (name, fits) =>
      until(`${name} with ${fits}`, () => {
        const person = find(name);
        return person && fits(person) ? person : undefined;
      }),
    post,
    get: async <Answer>(path: string) => (await (await fetch(`${base}/api/${path}`)).json()) as Answer,
    async connect(name, body = {}) {
      const { status, body: told } = await post<ConnectAnswer>(`people/${name}/connect`, body);
      expect(status, JSON.stringify(told)).toBe(200);
      return told.url;
    },
  };
}

function merged(state: PageState, { people = [], devices = [], ...rest }: PageChange): PageState {
  return {
    ...state,
    ...rest,
    people: state.people.map((one) => people.find(({ name }) => name === one.name) ?? one),
    devices: [...state.devices.filter(({ id }) => devices.every((one) => one.id !== id)), ...devices],
  };
}
