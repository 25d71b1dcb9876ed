import { useEffect, useId, useRef } from 'preact/hooks';
import { usePage, useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import { useTask } from '../parts/task.js';

/** Asks for the page's password. */
export function SignIn() {
  const { api, live } = usePage();
  const { t } = useWords();
  const [task, run] = useTask();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const failed = task.phase === 'failed';
  useEffect(() => field.current?.focus(), []);
  async function signIn(): Promise<void> {
    await api.signIn(field.current?.value ?? '');
    live.start();
  }
  return (
    <form
      class="sheet sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void run(signIn).then(() => field.current?.select());
      }}
    >
      <h1>{t('sign_in.title')}</h1>
      <label htmlFor={id}>{t('sign_in.password')}</label>
      <input
        ref={field}
        id={id}
        type="password"
        name="password"
        autocomplete="current-password"
        required
        aria-invalid={failed}
        aria-describedby={failed ? `${id}-failure ${id}-hint` : `${id}-hint`}
      />
      {failed && (
        <p class="failure" id={`${id}-failure`}>
          {task.sentence}
        </p>
      )}
      <p class="note" id={`${id}-hint`}>
        {t('sign_in.hint')}
      </p>
      <p class="buttons">
        <BusyButton type="submit" kind="main" busy={task.phase === 'busy'}>
          {t('sign_in.button')}
        </BusyButton>
      </p>
    </form>
  );
}
