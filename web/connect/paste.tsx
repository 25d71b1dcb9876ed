import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { PersonView } from '../../src/page/api.js';
import { usePage, useWords } from '../page.js';
import { Bar } from '../parts/bar.js';
import { BusyButton } from '../parts/busy-button.js';
import { useTask } from '../parts/task.js';

/** How long Withings' code lives, in seconds. */
const LIFETIME = 30;

/** Takes the address that the browser has ended on. */
export function Paste({ person, redirectUri }: { person: PersonView; redirectUri: string }) {
  const { api } = usePage();
  const { t } = useWords(person);
  const [task, run] = useTask();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const failed = task.phase === 'failed';
  const left = useSecondsLeft();
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        const address = field.current?.value.trim() ?? '';
        void run(() => api.paste(person.name, address));
      }}
    >
      <label htmlFor={id}>{t('connect.paste_label')}</label>
      <input
        ref={field}
        id={id}
        class="address"
        // Not `url`: what a browser's own check says is in the language of the browser, and says less.
        type="text"
        inputMode="url"
        autocomplete="off"
        spellcheck={false}
        required
        aria-invalid={failed}
        aria-describedby={`${id}-hint ${id}-failure`}
      />
      <p class="note" id={`${id}-hint`}>
        {t('connect.paste_hint', { address: redirectUri })}
      </p>
      <p class="failure" id={`${id}-failure`}>
        {failed && task.sentence}
      </p>
      {left !== undefined && <SecondsLeft left={left} />}
      <p class="buttons">
        <BusyButton type="submit" kind="main" busy={task.phase === 'busy'}>
          {t('connect.paste_button')}
        </BusyButton>
      </p>
    </form>
  );
}

function SecondsLeft({ left }: { left: number }) {
  const { announced } = usePage();
  const { t } = useWords();
  const text = left > 0 ? t('connect.seconds', { n: left }) : t('connect.too_late');
  // A screen reader is told of it three times, not thirty.
  const aloud = left === LIFETIME || left === 10 || left === 0;
  useEffect(() => {
    if (aloud) announced.value = text;
  }, [aloud]);
  return (
    <p class={left > 10 ? 'countdown' : 'countdown late'}>
      <span role="timer" aria-live="off">
        {text}
      </span>
      <Bar share={left / LIFETIME} />
    </p>
  );
}

/**
 * Counted from when somebody comes back to this page, having agreed at Withings just before; undefined until then.
 */
function useSecondsLeft(): number | undefined {
  const { clock } = usePage();
  const [back, setBack] = useState<number>();
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    let wasAway = false;
    const leave = () => {
      wasAway = true;
    };
    const come = () => {
      if (wasAway) setBack(clock());
      wasAway = false;
    };
    addEventListener('blur', leave);
    addEventListener('focus', come);
    return () => {
      removeEventListener('blur', leave);
      removeEventListener('focus', come);
    };
  }, [clock]);
  useEffect(() => {
    if (back === undefined) return;
    const tick = () => setLeft(Math.max(0, LIFETIME - Math.floor((clock() - back) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [back, clock]);
  return left;
}
