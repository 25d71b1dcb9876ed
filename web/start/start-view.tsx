import type { PageState } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { Heading } from '../parts/heading.js';
import { Devices } from './devices.js';
import { Lamps } from './lamps.js';
import { LostLogins } from './lost-logins.js';
import { PersonSection } from './person-section.js';

/** The first thing that one sees: who is not connected, how everybody is, and whether all works. */
export function StartView({ state }: { state: PageState }) {
  const { t } = useWords();
  return (
    <>
      <Heading>{t('home')}</Heading>
      <LostLogins people={state.people.filter(({ authorization }) => authorization === 'required')} />
      {state.people.map((person) => (
        <PersonSection key={person.name} person={person} />
      ))}
      <Devices devices={state.devices} people={state.people} />
      <Lamps state={state} />
    </>
  );
}
