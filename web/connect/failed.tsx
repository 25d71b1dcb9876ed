import { useSignal } from '@preact/signals';
import type { PersonView, Problem } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import { Confirm } from '../parts/confirm.js';

interface FailedProps {
  readonly person: PersonView;
  readonly problem: Problem;
  readonly connect: (replace: boolean) => void;
}

/** Why it did not work, and what one may do. Another person takes the place of the former only when asked twice. */
export function Failed({ person, problem, connect }: FailedProps) {
  const { t, problem: say } = useWords(person);
  const asks = useSignal(false);
  return (
    <>
      <div class="failure">
        <p>
          <strong>{t('connect.failed')}</strong>
        </p>
        <p dir="auto">{say(problem)}</p>
      </div>
      <p class="buttons">
        <BusyButton kind="main" busy={false} onClick={() => connect(false)}>
          {t('connect.again')}
        </BusyButton>
        {problem.code === 'other_person' && (
          <BusyButton
            busy={false}
            onClick={() => {
              asks.value = true;
            }}
          >
            {t('connect.replace')}
          </BusyButton>
        )}
      </p>
      {asks.value && (
        <Confirm
          title={t('connect.replace_title', { name: person.display_name })}
          text={t('connect.replace_text')}
          yes={t('connect.replace_yes')}
          onYes={() => connect(true)}
          onClose={() => {
            asks.value = false;
          }}
        />
      )}
    </>
  );
}
