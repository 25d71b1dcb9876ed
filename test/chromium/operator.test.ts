import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { filled } from '../../src/cluster/operator/view.js';
import { TransportError } from '../../src/withings/errors.js';
import { startChromium, useChromium } from './chromium.js';
import { findingsOf, LOOKS } from './every-view.js';
import { showsFocus, tabTo } from './keyboard.js';
import { openPage } from './open-page.js';
import { OPERATOR_TEXTS, operatorHouse } from './operator-house.js';
import { LOCALES } from './words.js';

const browser = useChromium();
const PASSWORD = 'korrekt pferd batterie';

/** The list in its kinds, and people of each. */
const PLACES = [
  ...['', '?words=carla+%C3%A7elik', '?show=waiting', '?after=study-05000', '?words=nobody-is-called-so'],
  ...['people/study-00001', 'people/study-00009', 'people/study-00005', 'people/study-00007', 'people/study-00003'],
  ...['people/study-00001/rename', 'people/study-00001/remove', 'people/study-00005/remove', '?told=removedHere'],
];

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

it.each(['en', 'de'] as const)(
  'list and person in %s have nothing for axe to find and fit, light and dark, on a phone and a desktop',
  async (language) => {
    const texts = OPERATOR_TEXTS[language];
    const { base } = await operatorHouse('{}', {
      trouble: new TransportError('Withings does not answer: it took longer than 30 s'),
    });
    const { base: locked } = await operatorHouse(`{ password: "${PASSWORD}" }`);
    const findings: string[] = [];

    for (const look of LOOKS) {
      const options = { ...look, locale: LOCALES[language], origins: [new URL(locked).origin] };
      const { page, context, faults } = await openPage(browser(), base, options);
      faults.tolerate(/40[014]|502/);
      const check = async (what: string) =>
        findings.push(...(await findingsOf(page, `${what}, ${look.colorScheme}, ${look.viewport.width}`)));
      for (const place of [...PLACES, 'people/nobody']) {
        await page.goto(base + place);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        await check(`/${place}`);
      }
      await page.goto(`${base}people/study-00001`);
      await page.getByRole('button', { name: texts.invite }).click();
      await page.getByLabel(texts.address).waitFor();
      await check('an invitation');
      await page.goto(base);
      await page.getByLabel(texts.name, { exact: true }).fill('Not A Name');
      await page.getByRole('button', { name: texts.addButton }).click();
      await page.getByRole('alert').waitFor();
      await check('what cannot be added');
      await page.goto(`${base}people/study-00001/rename`);
      await page.getByLabel(texts.newName).fill('study-00002');
      await page.getByRole('button', { name: texts.rename }).click();
      await page.getByRole('alert').waitFor();
      await check('a name that another one has');
      await page.goto(`${base}people/study-00001/remove`);
      const confirm = page.getByLabel(filled(texts.removeConfirm, { name: 'study-00001' }));
      await confirm.fill('study-00002');
      await page.getByRole('button', { name: texts.removeButton }).click();
      await page.getByText(texts.removeWrong).waitFor();
      await check('another name to remove');
      await confirm.fill('study-00001');
      await page.getByRole('button', { name: texts.removeButton }).click();
      await page.getByText(texts.removeStayed).waitFor();
      await check('a login that stays at Withings');
      await page.goto(locked);
      await page.getByLabel(texts.password).fill('a guess');
      await page.getByRole('button', { name: texts.signIn }).click();
      await page.getByRole('alert').waitFor();
      await check('a wrong password');
      await context.close();
    }

    expect(findings).toEqual([]);
  },
);

it('everything is done without a script', async () => {
  const texts = OPERATOR_TEXTS.en;
  const { base, cluster, refreshed } = await operatorHouse(`{ password: "${PASSWORD}" }`);
  const context = await browser().newContext({ javaScriptEnabled: false, locale: LOCALES.en });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const click = (name: string) => page.getByRole('button', { name }).click();

  await page.goto(`${base}people/study-00001`);
  await page.getByLabel(texts.password).fill(PASSWORD);
  await click(texts.signIn);
  await heading(page, 'Aylin Ackermann').waitFor();
  await click(texts.refresh);
  await page.getByText(texts.told.refreshed).waitFor();
  await click(texts.disable);
  await page.getByText(texts.told.disabled).waitFor();
  await click(texts.enable);
  await page.getByText(texts.told.enabled).waitFor();

  await page.getByRole('link', { name: texts.home }).click();
  await page.getByLabel(texts.search, { exact: true }).fill('çelik carla');
  await click(texts.find);
  const carla = [...cluster.rows.values()].find(({ displayName }) => displayName === 'Carla Çelik')!;
  await page.getByRole('link', { name: carla.name }).waitFor();
  await page.getByRole('link', { name: 'withings2mqtt' }).click();
  await page.getByRole('link', { name: texts.next }).click();
  await page.getByRole('link', { name: 'study-00101' }).waitFor();

  await page.getByLabel(texts.name, { exact: true }).fill('new-one');
  await page.getByLabel(texts.displayName).fill('New & "shiny"');
  await click(texts.addButton);
  await heading(page, 'New & "shiny"').waitFor();
  await click(texts.invite);
  expect(await page.getByLabel(texts.address).textContent()).toMatch(/\/connect\/secret-1-/);
  await click(texts.signOut);
  await heading(page, texts.signIn).waitFor();

  expect(refreshed).toEqual(['study-00001']);
  expect(cluster.rows.get('new-one')?.displayName).toBe('New & "shiny"');
  expect((await context.cookies()).map(({ value }) => value).filter(Boolean)).toEqual([]);
});

it('somebody is renamed and removed by the keyboard alone, without a script', async () => {
  const texts = OPERATOR_TEXTS.de;
  const trouble = new TransportError('Withings does not answer');
  const { base, cluster } = await operatorHouse('{}', { trouble });
  const context = await browser().newContext({ javaScriptEnabled: false, locale: LOCALES.de });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const { keyboard } = page;
  const go = async (name: string) => {
    await tabTo(page, name);
    expect(await showsFocus(page), name).toBe(true);
  };
  const enter = async (name: string) => {
    await go(name);
    await keyboard.press('Enter');
  };

  const typing = () => expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe('input');

  await page.goto(`${base}people/study-00001`);
  await enter(texts.rename);
  await heading(page, filled(texts.renameTitle, { name: 'Aylin Ackermann' })).waitFor();
  // Where one types has the focus, with the name that is there.
  await typing();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('study-00002');
  await keyboard.press('Enter');
  await page.getByText(texts.wrong.taken).waitFor();
  await typing();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('anna');
  await enter(texts.rename);
  await page.getByText(texts.told.renamed).waitFor();
  expect(cluster.rows.get('anna')?.displayName).toBe('Aylin Ackermann');

  const asked = filled(texts.removeConfirm, { name: 'anna' });
  await enter(texts.remove);
  await heading(page, filled(texts.removeTitle, { name: 'Aylin Ackermann' })).waitFor();
  await go(asked);
  await keyboard.type('ann');
  await enter(texts.removeButton);
  await page.getByText(texts.removeWrong).waitFor();
  await typing();
  await keyboard.type('anna');
  await enter(texts.removeButton);
  await page.getByText('Withings does not answer').waitFor();
  expect(cluster.rows.has('anna')).toBe(true);
  await go(texts.removeForce);
  await keyboard.press('Space');
  await go(asked);
  await keyboard.type('anna');
  await enter(texts.removeButton);
  await page.getByText(texts.told.removedHere).waitFor();
  await heading(page, texts.title).waitFor();
  expect(cluster.rows.has('anna')).toBe(false);
});

it('forms are taken over http from a name of the network, where a browser tells nothing but their origin', async () => {
  const texts = OPERATOR_TEXTS.en;
  const { base, cluster } = await operatorHouse(`{ password: "${PASSWORD}", url: "http://clinic.test" }`);
  const elsewhere = await startChromium(['--host-resolver-rules=MAP clinic.test 127.0.0.1']);
  onTestFinished(() => elsewhere.close());
  const page = await elsewhere.newPage({ locale: LOCALES.en });
  const sent: Record<string, string>[] = [];
  page.on('request', (request) => void (request.method() === 'POST' && sent.push(request.headers())));

  await page.goto(`${base.replace('127.0.0.1', 'clinic.test')}people/study-00001`);
  await page.getByLabel(texts.password).fill(PASSWORD);
  await page.getByRole('button', { name: texts.signIn }).click();
  await page.getByRole('button', { name: texts.disable }).click();
  await page.getByText(texts.told.disabled).waitFor();

  expect(sent.map(({ origin }) => origin)).toEqual(
    Array(2).fill(base.replace('127.0.0.1', 'clinic.test').slice(0, -1)),
  );
  expect(sent.some((headers) => 'sec-fetch-site' in headers)).toBe(false);
  expect(cluster.rows.get('study-00001')?.enabled).toBe(false);
});

// PICTURES=write takes the picture of docs/scale.md anew.
it.runIf(process.env.PICTURES === 'write')('has its picture taken', async () => {
  const { base } = await operatorHouse();
  const viewport = { width: 1280, height: 860 };
  const { page } = await openPage(browser(), base, { viewport, locale: LOCALES.en, colorScheme: 'light' });
  await page.getByRole('table').waitFor();
  await page.screenshot({ path: fileURLToPath(new URL('../../docs/images/operator.png', import.meta.url)) });
});
