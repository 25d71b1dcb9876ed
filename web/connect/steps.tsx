import { useWords } from '../page.js';

const STEPS = ['connect.step_open', 'connect.step_allow', 'connect.step_done'] as const;

/** @param now the first that is not done yet */
export function Steps({ now }: { now: number }) {
  const { t } = useWords();
  return (
    <ol class="steps">
      {STEPS.map((step, index) => (
        <li key={step} class={index < now ? 'done' : undefined} aria-current={index === now ? 'step' : undefined}>
          {t(step)}
        </li>
      ))}
    </ol>
  );
}
