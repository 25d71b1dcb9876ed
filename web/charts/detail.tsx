import { type ComponentChildren, Fragment } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ValueView } from '../../src/page/api.js';
import { usePage } from '../page.js';
import type { Scene } from './scene.js';
import { type Answer, useAnswer } from './use-answer.js';
import { Waiting } from './waiting.js';

interface Valued {
  readonly metrics: Readonly<Record<string, ValueView>>;
}

export interface DetailProps<T extends Valued> {
  readonly scene: Scene;
  /** Below the page's base. */
  readonly path: string;
  readonly title: (value: T | undefined) => string;
  /** Links, of which the last one leaves it. */
  readonly links: readonly (readonly [text: string, href: string])[];
  /** The metrics that are said first, where there are any. */
  readonly facts: readonly string[];
  readonly children: (value: T) => ComponentChildren;
}

/** One record of the archive, looked at closely. */
export function Detail<T extends Valued>({ scene, path, title, links, facts, children }: DetailProps<T>) {
  const answer: Answer<T> = useAnswer<T>(path);
  const id = useId();
  const heading = title(answer.value);
  const head = useRef<HTMLHeadingElement>(null);
  const { moved } = usePage();
  useEffect(() => {
    if (!moved()) return;
    head.current?.focus({ preventScroll: true });
    head.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section class="detail" aria-busy={answer.phase === 'loading'} aria-labelledby={id}>
      <header>
        <h2 id={id} ref={head} tabIndex={-1}>
          {heading}
        </h2>
        <nav aria-label={heading}>
          {links.map(([text, href]) => (
            <a key={text} href={href}>
              {text}
            </a>
          ))}
        </nav>
      </header>
      <Waiting answer={answer} />
      {answer.value && <Facts scene={scene} metrics={answer.value.metrics} keys={facts} />}
      {answer.value && children(answer.value)}
    </section>
  );
}

interface FactsProps extends Valued {
  readonly scene: Scene;
  readonly keys: readonly string[];
}

function Facts({ scene, metrics, keys }: FactsProps) {
  return (
    <dl class="facts">
      {keys.map((key) => {
        const value = metrics[key];
        if (!value || value.value === null) return <Fragment key={key} />;
        return (
          <div key={key}>
            <dt>{scene.name(value.names)}</dt>
            <dd>{scene.words.format.value(value)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
