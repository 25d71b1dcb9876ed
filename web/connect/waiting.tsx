import type { ConnectingView, PersonView } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import type { Attempt } from './attempt.js';
import { Paste } from './paste.js';

interface WaitingProps {
  readonly person: PersonView;
  readonly waiting: Extract<ConnectingView, { phase: 'waiting' }>;
  readonly attempt: Attempt | undefined;
  readonly connect: (replace: boolean) => void;
}

/** Withings is open beside this page; somebody agrees there. */
export function Waiting({ person, waiting, attempt, connect }: WaitingProps) {
  const { t } = useWords(person);
  return (
    <>
      <p>{t(waiting.listens ? 'connect.waiting' : 'connect.waiting_paste')}</p>
      <p class="buttons">
        {attempt?.phase === 'open' ? (
          <a class="button plain" href={attempt.url} target="_blank" rel="noopener noreferrer">
            {t('connect.open')}
          </a>
        ) : (
          // Begun in another tab, or before this one was loaded anew: the address is not known here.
          <BusyButton busy={false} onClick={() => connect(waiting.replace)}>
            {t('connect.open')}
          </BusyButton>
        )}
      </p>
      {waiting.listens ? (
        <details>
          <summary>{t('connect.paste_title')}</summary>
          <Paste person={person} redirectUri={waiting.redirect_uri} />
        </details>
      ) : (
        <Paste person={person} redirectUri={waiting.redirect_uri} />
      )}
    </>
  );
}
