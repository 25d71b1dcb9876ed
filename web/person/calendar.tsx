import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { PersonView } from '../../src/page/api.js';
import { usePage, useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import { Confirm } from '../parts/confirm.js';
import { useTask } from '../parts/task.js';

/** The secret address of the calendar, when it is asked for. */
export function Calendar({ person }: { person: PersonView }) {
  const { api } = usePage();
  const { t } = useWords(person);
  const [task, run] = useTask();
  const address = useSignal<string | null>(null);
  const asks = useSignal(false);
  const busy = task.phase === 'busy';
  const fetchAddress = (renew: boolean) =>
    run(async () => {
      const { path } = await api.calendar(person.name, renew);
      address.value = new URL(path, location.href.replace(/#.*/, '')).href;
    });
  return (
    <section aria-labelledby="calendar">
      <h2 id="calendar">{t('calendar.title')}</h2>
      <p>{t('calendar.text')}</p>
      {address.value === null ? (
        <BusyButton busy={busy} onClick={() => void fetchAddress(false)}>
          {t('calendar.show')}
        </BusyButton>
      ) : (
        <>
          <Address address={address.value} />
          <BusyButton
            busy={busy}
            onClick={() => {
              asks.value = true;
            }}
          >
            {t('calendar.renew')}
          </BusyButton>
        </>
      )}
      {task.phase === 'failed' && <p class="failure">{task.sentence}</p>}
      {asks.value && (
        <Confirm
          title={t('calendar.renew_title')}
          text={t('calendar.renew_text')}
          yes={t('calendar.renew_yes')}
          onYes={() => void fetchAddress(true)}
          onClose={() => {
            asks.value = false;
          }}
        />
      )}
    </section>
  );
}

function Address({ address }: { address: string }) {
  const { announced } = usePage();
  const { t } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const result = useSignal('');
  const id = useId();
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [address]);
  async function copy(): Promise<void> {
    field.current?.select();
    const copied = await copyText(address);
    result.value = t(copied ? 'calendar.copied' : 'calendar.not_copied');
    announced.value = result.value;
  }
  return (
    <div class="field">
      <label htmlFor={id}>{t('calendar.address')}</label>
      <span class="joined">
        <input ref={field} id={id} class="address" readOnly value={address} />
        <button type="button" class="plain" onClick={() => void copy()}>
          {t('calendar.copy')}
        </button>
      </span>
      {result.value && <p class="note">{result.value}</p>}
    </div>
  );
}

/** Browsers give the clipboard to secure pages only; elsewhere they copy what is marked. */
async function copyText(text: string): Promise<boolean> {
  try {
    if (!navigator.clipboard) return document.execCommand('copy');
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}
