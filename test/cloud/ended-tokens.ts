import type { Call } from '../../src/demo/request.js';
import type { Routed } from '../../src/demo/router.js';

/** Access tokens that end before their time, as no rule of the cloud lets them. */
export interface EndedTokens {
  /** Sees which tokens the cloud gives out. */
  see(routed: Routed): void;
  give(userid: number, accessToken: string): void;
  /** Those of one person, or of all; the refresh tokens go on. */
  end(userid?: number): void;
  /** The call as the cloud is to see it. */
  ofCall(call: Call): Call;
}

export function createEndedTokens(): EndedTokens {
  const living = new Map<string, number>();
  const ended = new Set<string>();
  return {
    see({ answer, userid }) {
      const { access_token } = (answer.envelope?.body ?? {}) as { readonly access_token?: unknown };
      if (userid !== undefined && typeof access_token === 'string') living.set(access_token, userid);
    },
    give: (userid, accessToken) => void living.set(accessToken, userid),
    end(userid) {
      for (const [token, owner] of living) {
        if (userid !== undefined && owner !== userid) continue;
        living.delete(token);
        ended.add(token);
      }
    },
    // One that nobody has.
    ofCall: (call) => (ended.has(call.accessToken ?? '') ? { ...call, accessToken: 'ended' } : call),
  };
}
