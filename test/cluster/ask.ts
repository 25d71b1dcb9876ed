/** What the API answers in its envelope. */
export interface Envelope {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One POST as a client of the cloud makes it. */
export async function postForm(
  url: string,
  params: Readonly<Record<string, string | number>>,
  accessToken?: string,
): Promise<Envelope> {
  const body = new URLSearchParams(Object.entries(params).map(([key, value]) => [key, String(value)]));
  const headers = accessToken ? { authorization: `Bearer ${accessToken}` } : {};
  const answer = await fetch(url, { method: 'POST', body, headers });
  return (await answer.json()) as Envelope;
}
