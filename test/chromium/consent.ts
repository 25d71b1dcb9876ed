import type { Page } from 'playwright-core';
import type { Opened } from './open-page.js';

/** What opens Withings in a tab of its own. @returns that tab, on the page that asks for consent */
export async function openedBy({ context }: Pick<Opened, 'context'>, act: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([context.waitForEvent('page'), act()]);
  await tab.waitForLoadState();
  return tab;
}

/** A person of the cloud agrees. */
export async function allowAs(tab: Page, name: string): Promise<void> {
  await tab.getByLabel(name, { exact: true }).check();
  await tab.getByRole('button', { name: 'Allow this app' }).click();
}
