/** Where to write to, as the configuration has it: a database of InfluxDB 1 or VictoriaMetrics, or a bucket of InfluxDB 2 or 3. */
export interface InfluxTarget {
  /** Without a slash at the end. */
  readonly url: string;
  readonly database?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly bucket?: string | undefined;
  readonly org?: string | undefined;
  readonly token?: string | undefined;
}

/** Tells a target from others; what is written to another one is written anew. */
export function destinationOf({ url, database, bucket, org }: InfluxTarget): string {
  return [
    'influx',
    url,
    ...(bucket === undefined ? [`db=${database}`] : [`org=${org ?? ''}`, `bucket=${bucket}`]),
  ].join(' ');
}

/** What lets us in, as a header and never in the address, which servers write into their logs. */
export function authorizationOf({ token, username, password }: InfluxTarget): Readonly<Record<string, string>> {
  if (token !== undefined) return { Authorization: `Token ${token}` };
  if (username === undefined) return {};
  return { Authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}
