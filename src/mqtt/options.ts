import type { BrokerOptions } from './connection.js';
import { readTlsFiles, type TlsFiles } from './tls-files.js';

/** The broker part of the configuration, with the PEM files read. */
export async function brokerOptions(
  settings: Omit<BrokerOptions, 'stateTopic' | keyof TlsFiles> & TlsFiles,
  stateTopic: string,
): Promise<BrokerOptions> {
  return { ...settings, ...(await readTlsFiles(settings)), stateTopic };
}
