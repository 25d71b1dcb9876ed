import type { ComponentChildren } from 'preact';
import { personPath } from '../api.js';
import type { Scene } from './scene.js';
import { useAnswer } from './use-answer.js';
import { Waiting } from './waiting.js';

export interface ListingProps<T> {
  readonly scene: Scene;
  readonly what: 'nights' | 'workouts' | 'ecgs';
  /** Where there are none, of what. */
  readonly title: string;
  /** Keys of those that are shown: no others are asked for; all where nothing is said. */
  readonly metrics?: readonly string[];
  /** Of a list that is not empty. */
  readonly children: (list: readonly T[]) => ComponentChildren;
}

/** What there is of a kind of record in the range. */
export function Listing<T>({ scene, what, title, metrics, children }: ListingProps<T>) {
  const { person, days, words } = scene;
  const path = `${personPath(person.name)}/${what}?from=${days.from}&to=${days.to}${metrics ? `&metrics=${metrics}` : ''}`;
  const answer = useAnswer<readonly T[]>(path, person.last_fetch);
  const list = answer.value ?? [];
  return (
    <section class="listing" aria-busy={answer.phase === 'loading'}>
      <Waiting answer={answer} />
      {answer.value && list.length === 0 && (
        <>
          <h3>{title}</h3>
          <p class="soft">{words.t('charts.nothing')}</p>
        </>
      )}
      {list.length > 0 && children(list)}
    </section>
  );
}
