import type { LeaseOwner } from './store.js';

/** The store cannot do what it is asked to; the message says where, why, and what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The disk has no room for what must be written. */
export class DiskFullError extends StoreError {
  override readonly name = 'DiskFullError';
}

/** Written by a newer version; nothing of it is touched. */
export class NewerStoreError extends StoreError {
  override readonly name = 'NewerStoreError';
  /** @param advice what to do, which depends on where the person sits */
  constructor(
    readonly path: string,
    readonly version: number,
    readonly known: number,
    advice = 'a newer version can use it',
  ) {
    super(`${path} has version ${version}, written by a newer withings2mqtt (this one knows ${known}); ${advice}`);
  }

  with(advice: string): NewerStoreError {
    return new NewerStoreError(this.path, this.version, this.known, advice);
  }
}

/** Another process runs the bridge on this store. */
export class LeaseHeldError extends StoreError {
  override readonly name = 'LeaseHeldError';
  constructor(store: string, holder: LeaseOwner | undefined) {
    const who = holder ? ` (pid ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()})` : '';
    super(`another withings2mqtt${who} is using ${store}; stop it first`);
  }
}

/** This process has lost the lease to another one: nothing was written, and nothing may be any more. */
export class LeaseLostError extends StoreError {
  override readonly name = 'LeaseLostError';
  constructor(store: string) {
    super(`another withings2mqtt has taken over ${store}; this one writes nothing more`);
  }
}

/** The name belongs to another person. */
export class NameTakenError extends StoreError {
  override readonly name = 'NameTakenError';
  constructor(
    readonly account: string,
    /** Whose it is; undefined for an account that nobody has connected yet. */
    readonly userId: string | undefined,
  ) {
    super(
      userId === undefined
        ? `there is an account ${account} already`
        : `account ${account} belongs to the Withings user ${userId} already`,
    );
  }
}

/** Nobody is known by this id; another process may have removed them a moment ago. */
export class UnknownPersonError extends StoreError {
  override readonly name = 'UnknownPersonError';
  constructor(userId: string) {
    super(`the store knows no Withings user ${userId}`);
  }
}
