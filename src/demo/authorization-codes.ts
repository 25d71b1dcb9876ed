import type { Grant } from './token-pairs.js';

const CODE_LIFETIME = 30_000;

export interface CodeOptions {
  readonly clock: () => number;
  readonly token: () => string;
}

/** Authorisation codes: good once, for 30 seconds, with the redirect address they were made for. */
export interface Codes {
  issue(grant: Grant, redirectUri: string): string;
  /** What the code grants, or undefined where it is unknown, used, too old, or the address differs. */
  redeem(code: string, redirectUri: string): Grant | undefined;
  forget(userid: number): void;
}

export function createCodes({ clock, token }: CodeOptions): Codes {
  const codes = new Map<string, Grant & { readonly redirectUri: string; readonly deadline: number }>();
  return {
    issue({ userid, scope }, redirectUri) {
      const code = token();
      codes.set(code, { userid, scope, redirectUri, deadline: clock() + CODE_LIFETIME });
      return code;
    },

    redeem(code, redirectUri) {
      const entry = codes.get(code);
      codes.delete(code);
      if (entry === undefined || clock() >= entry.deadline || entry.redirectUri !== redirectUri) return undefined;
      return { userid: entry.userid, scope: entry.scope };
    },

    forget(userid) {
      for (const [code, entry] of codes) if (entry.userid === userid) codes.delete(code);
    },
  };
}
