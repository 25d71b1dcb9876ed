import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { LANGUAGES } from '../i18n/index.js';
import { usePage, useWords } from '../page.js';
import { useTask } from '../parts/task.js';
import { THEMES } from '../settings.js';

/** What is chosen for this browser, and the way out. */
export function Footer() {
  const { api, live, settings, state } = usePage();
  const { t } = useWords();
  const [task, run] = useTask();
  return (
    <footer class="bottom">
      <Choice
        label={t('language')}
        value={settings.language}
        choices={LANGUAGES}
        name={(choice) => t(`language.${choice}`)}
        langOf={(choice) => choice}
      />
      <Choice label={t('theme')} value={settings.theme} choices={THEMES} name={(choice) => t(`theme.${choice}`)} />
      {state.value?.signed_in && (
        <button
          type="button"
          class="plain"
          onClick={() =>
            void run(async () => {
              await api.signOut();
              live.start();
            })
          }
        >
          {t('sign_out')}
        </button>
      )}
      {task.phase === 'failed' && <span class="failure">{task.sentence}</span>}
      {state.value && <span class="version">{state.value.version}</span>}
    </footer>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: Signal<T>;
  readonly choices: readonly T[];
  readonly name: (choice: T) => string;
  readonly langOf?: (choice: T) => string;
}

function Choice<T extends string>({ label, value, choices, name, langOf }: ChoiceProps<T>) {
  const id = useId();
  return (
    <span class="choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value.value}
        onChange={({ currentTarget }) => {
          const choice = choices.find((one) => one === currentTarget.value);
          if (choice !== undefined) value.value = choice;
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice} lang={langOf?.(choice)}>
            {name(choice)}
          </option>
        ))}
      </select>
    </span>
  );
}
