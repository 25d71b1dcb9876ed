import { onTestFinished } from 'vitest';

export interface ServerEvent {
  /** `comment` and `end` are none of the server's. */
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next one; `end` when the stream has ended. */
  next(): Promise<ServerEvent>;
  cancel(): Promise<void>;
}

/** Reads server-sent events as they come; gives up with the test. */
export async function readEvents(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const answer = await fetch(url, { headers, signal: stop.signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status: answer.status,
    headers: answer.headers,
    cancel: async () => stop.abort(),
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          if (!block.startsWith('retry:')) return eventOf(block);
          continue;
        }
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done) return { event: 'end', id: undefined, data: undefined };
        text += value;
      }
    },
  };
}

function eventOf(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()] as const;
    }),
  );
  const data = fields.get('data');
  return {
    event: fields.get('event') ?? 'comment',
    id: fields.get('id'),
    data: data === undefined ? undefined : JSON.parse(data),
  };
}
