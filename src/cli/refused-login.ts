import { type Refusal, RefusedLogin } from '../bridge/login/refusal.js';
import { ExpectedError } from '../bridge/unexpected.js';

/** Runs `work`; to a login that is refused it adds what a person in front of a terminal can do. */
export async function withAdvice<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusedLogin)) throw error;
    throw new ExpectedError(`${error.message}${adviceOf(error.refusal)}`);
  }
}

function adviceOf(refusal: Refusal): string {
  switch (refusal.why) {
    case 'unclear':
      return ': run this again later';
    case 'another_account':
      return `; sign out of Withings in the browser and run this again for ${refusal.name}`;
    case 'another_person':
      return (
        `: sign out of Withings in the browser and run this again; or, if ${refusal.name} is to be the other one from ` +
        `now on, and everything that is kept of ${refusal.holder} is to go: withings2mqtt auth ${refusal.name} --replace`
      );
  }
}
