/** Makes messages a moment after they are asked for, each once. */
export interface MessageBatch {
  /** The message is made and sent shortly; several calls with one key until then count as one. */
  announce(key: string, send: () => void): void;
  /** Sends what is due now. */
  flush(): void;
  /** It is not wanted any more. */
  cancel(key: string): void;
}

/**
 * Home Assistant may skip parts of a device message that comes while it still works on the last one for that device,
 * so new metrics are gathered for a moment.
 */
const GATHER_MILLISECONDS = 2000;

/**
 * @param first is sent before all others
 * @param sleep rejects when everything stops
 */
export function createMessageBatch(first: () => void, sleep: (milliseconds: number) => Promise<void>): MessageBatch {
  const due = new Map([['', first]]);
  let gathering = false;

  function flush(): void {
    for (const send of due.values()) send();
    due.clear();
  }

  return {
    flush,
    announce(key, send) {
      due.set(key, send);
      if (gathering) return;
      gathering = true;
      const done = () => {
        gathering = false;
      };
      sleep(GATHER_MILLISECONDS)
        .then(flush, () => {})
        .finally(done);
    },
    cancel: (key) => void due.delete(key),
  };
}
