import { type Cloud, type CloudOptions, startCloud } from '../../src/demo/cloud.js';
import type { Answer } from '../../src/demo/reply.js';
import { createEndedTokens } from './ended-tokens.js';
import { spoil } from './fault-answers.js';
import { createFaults, type Fault, isHandled } from './faults.js';

/** The simulated cloud, with faults that can be switched on. */
export interface FaultyCloud extends Cloud {
  /** Ends the access tokens of one person, or of all; the refresh tokens go on. */
  expireAccessTokens(userid?: number): void;
  /** Switches a fault on; what is returned removes it. */
  fault(fault: Fault): () => void;
}

const NOTHING: Answer = Object.freeze({ code: 200, headers: {}, body: '' });

export async function startFaultyCloud(options: CloudOptions): Promise<FaultyCloud> {
  const faults = createFaults();
  const tokens = createEndedTokens();
  const cloud = await startCloud({
    ...options,
    async front(call, inside) {
      const route = async () => {
        const routed = await inside(tokens.ofCall(call));
        tokens.see(routed);
        return routed;
      };
      const fault = faults.take(call);
      if (fault === undefined) return route();
      const routed = isHandled(fault) ? await route() : { answer: NOTHING };
      return { ...routed, ...spoil(routed.answer, fault) };
    },
  });
  return {
    ...cloud,
    login(userid, scope) {
      const reply = cloud.login(userid, scope);
      tokens.give(userid, reply.access_token);
      return reply;
    },
    expireAccessTokens: tokens.end,
    fault: (fault) => faults.add(fault),
  };
}
