import { ExpectedError } from '../unexpected.js';

/** Why a login is not kept under the name that it was made for. User ids are those of Withings. */
export type Refusal =
  /** Nobody can tell whose login it is, and the name is somebody's. */
  | { readonly why: 'unclear'; readonly name: string; readonly holder: string }
  /** Its user is not the one who has the name. */
  | { readonly why: 'another_person'; readonly name: string; readonly userId: string; readonly holder: string }
  /** Its user has another name of the configuration. */
  | { readonly why: 'another_account'; readonly name: string; readonly account: string };

/** The facts; what can be done about it depends on where the person sits, and is said there. */
export class RefusedLogin extends ExpectedError {
  constructor(readonly refusal: Refusal) {
    super(factsOf(refusal));
  }
}

function factsOf(refusal: Refusal): string {
  switch (refusal.why) {
    case 'unclear':
      return (
        `nobody can tell now whose login that is, and ${refusal.name} is the Withings user ${refusal.holder}; ` +
        'nothing was stored'
      );
    case 'another_person':
      return (
        `that was the Withings user ${refusal.userId}, and ${refusal.name} is the Withings user ${refusal.holder}; ` +
        'nothing was stored'
      );
    case 'another_account':
      return `that was the Withings user of account ${refusal.account}`;
  }
}
