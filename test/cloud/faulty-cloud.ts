import { type Cloud, type CloudOptions, startCloud } from '../../src/demo/cloud.js';
import type { Answer } from '../../src/demo/reply.js';
import { spoil } from './fault-answers.js';
import { createFaults, type Fault, isHandled } from './faults.js';

/** The simulated cloud, with faults that can be switched on. */
export interface FaultyCloud extends Cloud {
  /** Switches a fault on; what is returned removes it. */
  fault(fault: Fault): () => void;
}

const NOTHING: Answer = Object.freeze({ code: 200, headers: {}, body: '' });

export async function startFaultyCloud(options: CloudOptions): Promise<FaultyCloud> {
  const faults = createFaults();
  const cloud = await startCloud({
    ...options,
    async front(call, route) {
      const fault = faults.take(call);
      if (fault === undefined) return route(call);
      const routed = isHandled(fault) ? await route(call) : { answer: NOTHING };
      return { ...routed, answer: spoil(routed.answer, fault) };
    },
  });
  return { ...cloud, fault: (fault) => faults.add(fault) };
}
