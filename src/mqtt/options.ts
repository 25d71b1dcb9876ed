import type { BrokerOptions } from './broker.js';
import { readTlsFiles, type TlsFiles } from './tls-files.js';

/** The broker part of the configuration, with the PEM files read. @throws TlsFileError */
export async function brokerOptions(
  settings: Omit<BrokerOptions, 'stateTopic' | 'tlsFiles' | keyof TlsFiles> & TlsFiles,
  stateTopic: string,
): Promise<BrokerOptions> {
  const { ca, cert, key } = settings;
  return withTlsFiles({ ...settings, tlsFiles: { ca, cert, key }, stateTopic });
}

/** The same with what the PEM files hold now: they are renewed in place, while the bridge runs. @throws TlsFileError */
export async function withTlsFiles(broker: BrokerOptions): Promise<BrokerOptions> {
  return broker.tlsFiles ? { ...broker, ...(await readTlsFiles(broker.tlsFiles)) } : broker;
}
