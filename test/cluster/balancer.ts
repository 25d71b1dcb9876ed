import { setTimeout as pause } from 'node:timers/promises';

/** How Withings tells of something through a load balancer that knows nothing of who lives. */
export interface Balancer {
  /**
   * Posts a notification as Withings does, until somebody has taken it, or to the last try.
   *
   * @returns milliseconds until it was taken; undefined when nobody ever did
   */
  notify(userid: number, appli: number): Promise<number | undefined>;
  /** Posts once, whoever it is for. @returns the status; 0 without an answer */
  post(userid: number, appli: number): Promise<number>;
}

export interface BalancerOptions {
  /** Servers of the bridges, whether they live or not. */
  readonly servers: readonly string[];
  readonly path: string;
}

/** Withings tries again at once, after 10 s, 1 min, 1 h and 4 h; nobody here has hours. */
const WAITS = [0, 0, 10_000, 15_000, 20_000, 20_000, 20_000];
/** What a balancer gives a server before it takes the next one. */
const PATIENCE_MILLISECONDS = 2000;

/** Round robin over all servers; one that does not answer is passed over. */
export function createBalancer({ servers, path }: BalancerOptions): Balancer {
  let turn = 0;

  async function ask(server: string, userid: number, appli: number): Promise<number> {
    const body = new URLSearchParams({ userid: String(userid), appli: String(appli) });
    try {
      const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
      const response = await fetch(`${server}${path}`, { method: 'POST', body, signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }

  async function post(userid: number, appli: number): Promise<number> {
    const first = turn++;
    for (let count = 0; count < servers.length; count++) {
      const status = await ask(servers[(first + count) % servers.length]!, userid, appli);
      if (status !== 0) return status;
    }
    return 0;
  }

  return {
    post,
    async notify(userid, appli) {
      const begun = performance.now();
      for (const wait of WAITS) {
        await pause(wait);
        if ((await post(userid, appli)) === 200) return performance.now() - begun;
      }
      return undefined;
    },
  };
}
