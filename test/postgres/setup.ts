import type { TestProject } from 'vitest/node';
import { startServer } from './own-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the one server of the run: `postgres://…/postgres` of its superuser, by its socket. */
    readonly postgres: { readonly port: number; readonly folder: string };
  }
}

/** One server for the whole run; each test has databases of its own on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  project.provide('postgres', { port: server.port, folder: server.folder });
  return () => server.remove();
}
