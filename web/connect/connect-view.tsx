import { useEffect } from 'preact/hooks';
import type { ConnectingView, PersonView } from '../../src/page/api.js';
import { usePage, useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import { Heading } from '../parts/heading.js';
import { why } from '../parts/why.js';
import type { Attempt } from './attempt.js';
import { Failed } from './failed.js';
import { startConnecting } from './start-connecting.js';
import { Steps } from './steps.js';
import { Waiting } from './waiting.js';

const MOMENT = 15_000;

/** Letting a person in: what to do, what goes on, and how it has ended. */
export function ConnectView({ person }: { person: PersonView }) {
  const page = usePage();
  const { t } = useWords(person);
  const attempt = page.attempts.value.get(person.name);
  const connecting = goingOn(person, page.now.value);
  useAnnounced(person);
  const connect = (replace: boolean) => void startConnecting(page, person.name, replace);
  return (
    <>
      <Heading>{t('connect.title', { name: person.display_name })}</Heading>
      <div class="sheet">
        <Steps now={stepOf(attempt, connecting)} />
        <Phase person={{ ...person, connecting }} attempt={attempt} connect={connect} />
      </div>
      <p>
        <a href="#/">{t('to_overview')}</a>
      </p>
    </>
  );
}

/** A login that has been lost since it was kept is nothing that goes on; a new one counts after a moment. */
function goingOn({ connecting, authorization }: PersonView, now: number): ConnectingView | null {
  const isLost =
    connecting?.phase === 'done' && authorization === 'required' && Date.parse(connecting.at) < now - MOMENT;
  return isLost ? null : connecting;
}

/** The first of the three steps that is not done yet. */
function stepOf(attempt: Attempt | undefined, connecting: ConnectingView | null): number {
  if (connecting?.phase === 'done') return 3;
  if (connecting?.phase === 'exchanging') return 2;
  return connecting?.phase === 'waiting' && attempt?.phase === 'open' ? 1 : 0;
}

interface PhaseProps {
  readonly person: PersonView;
  readonly attempt: Attempt | undefined;
  readonly connect: (replace: boolean) => void;
}

function Phase({ person, attempt, connect }: PhaseProps) {
  const words = useWords(person);
  const { t } = words;
  const { connecting } = person;
  if (attempt?.phase === 'asking') return <Begin busy person={person} connect={connect} />;
  if (attempt?.phase === 'refused') {
    return (
      <>
        <p class="failure">{why(words, attempt.error)}</p>
        <Begin person={person} connect={connect} />
      </>
    );
  }
  switch (connecting?.phase) {
    case undefined:
      return <Begin person={person} connect={connect} />;
    case 'waiting':
      return <Waiting person={person} waiting={connecting} attempt={attempt} connect={connect} />;
    case 'exchanging':
      return <p>{t('connect.exchanging')}</p>;
    case 'done':
      return (
        <div class="success">
          <p>{t('connect.done', { name: person.display_name })}</p>
          {connecting.said.map((sentence) => (
            <p key={sentence}>
              <small lang="en">{sentence}</small>
            </p>
          ))}
        </div>
      );
    case 'failed':
      return <Failed person={person} problem={connecting.problem} connect={connect} />;
  }
}

function Begin({
  person,
  busy = false,
  connect,
}: {
  person: PersonView;
  busy?: boolean;
  connect: PhaseProps['connect'];
}) {
  const { t } = useWords(person);
  return (
    <>
      <p>{t('connect.intro')}</p>
      <p class="buttons">
        <BusyButton kind="main" busy={busy} onClick={() => connect(false)}>
          {t(person.user_id === null ? 'connect.start' : 'connect.reconnect')}
        </BusyButton>
      </p>
    </>
  );
}

/** Says aloud what has become of it, when it becomes so. */
function useAnnounced({ display_name: name, connecting }: PersonView): void {
  const { announced, words } = usePage();
  const phase = connecting?.phase;
  useEffect(() => {
    const { t, problem } = words.value;
    if (connecting?.phase === 'done') announced.value = t('connect.done', { name });
    if (connecting?.phase === 'failed') announced.value = `${t('connect.failed')} ${problem(connecting.problem)}`;
  }, [phase]);
}
