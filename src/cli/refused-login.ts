import { type Refusal, RefusedLogin } from '../bridge/login/refusal.js';
import { ExpectedError } from '../bridge/unexpected.js';

/**
 * Runs `work`; to a login that is refused it adds what a person in front of a terminal can do.
 *
 * @param file with the tokens; undefined for a login in the browser
 */
export async function withAdvice<T>(work: Promise<T>, file?: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusedLogin)) throw error;
    throw new ExpectedError(
      `${error.message}${file === undefined ? inBrowser(error.refusal) : ofImport(error.refusal, file)}`,
    );
  }
}

function inBrowser(refusal: Refusal): string {
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

function ofImport(refusal: Refusal, file: string): string {
  const { name } = refusal;
  switch (refusal.why) {
    case 'unclear':
      return ': run this again later';
    case 'another_account':
      return `; name a file with the tokens of ${name}, or run: withings2mqtt auth ${refusal.account} --import ${file}`;
    case 'another_person':
      return (
        `: name a file with the tokens of the Withings user ${refusal.holder}; or, if ${name} is to be the other one from ` +
        `now on, and everything that is kept of ${refusal.holder} is to go: withings2mqtt auth ${name} --import ${file} --replace`
      );
  }
}
