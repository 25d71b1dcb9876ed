export interface StandbyOptions {
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Whether the other bridge is still there. */
  readonly ask: () => Promise<boolean>;
  readonly onGone: () => void;
}

/** What a bridge does while another one has its base topic: nothing, until that one is gone. */
export interface Standby {
  /** The other bridge was heard. */
  heard(): void;
  /** Somebody said that it is gone; it may only have lost its connection, or be starting anew. */
  leaving(): void;
  end(): void;
}

/** As long as a restart, or a new connection, takes. */
const GONE_MILLISECONDS = 30_000;
/** After a connection of one's own: the other bridge may be away for as long as it waits between two tries. */
const CONNECTED_MILLISECONDS = 60_000;

/** Begins with a connection, ends with it. */
export function standBy({ sleep, ask, onGone }: StandbyOptions): Standby {
  /** Counts what has happened: a wait that something came in between is void. */
  let events = 0;

  async function askAfter(milliseconds: number): Promise<void> {
    events += 1;
    const mine = events;
    await sleep(milliseconds);
    if (mine !== events || (await ask()) || mine !== events) return;
    onGone();
  }
  const start = (milliseconds: number) => void askAfter(milliseconds).catch(() => {});

  start(CONNECTED_MILLISECONDS);
  return {
    heard() {
      events += 1;
    },
    leaving: () => start(GONE_MILLISECONDS),
    end() {
      events += 1;
    },
  };
}
