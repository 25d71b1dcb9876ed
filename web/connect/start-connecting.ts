import type { Page } from '../page.js';
import type { Attempt } from './attempt.js';

/**
 * Asks for a login of an account and opens Withings beside this page, which stays: inside a frame Withings would not be
 * shown. Where the browser does not allow that, the view of connecting has a link.
 */
export async function startConnecting({ api, attempts }: Page, account: string, replace: boolean): Promise<void> {
  const note = (attempt: Attempt) => {
    attempts.value = new Map(attempts.value).set(account, attempt);
  };
  note({ phase: 'asking' });
  try {
    const { url } = await api.connect(account, replace);
    note({ phase: 'open', url });
    window.open(url, '_blank', 'noopener');
  } catch (error) {
    note({ phase: 'refused', error });
  }
}
