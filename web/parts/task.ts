import { useSignal } from '@preact/signals';
import { usePage } from '../page.js';
import { why } from './why.js';

/** Something that a person has asked for, such as a click on a button. */
export type Task =
  | { readonly phase: 'idle' }
  | { readonly phase: 'busy' }
  | { readonly phase: 'done'; readonly sentence: string }
  | { readonly phase: 'failed'; readonly sentence: string };

/** Runs one thing at a time, and says aloud what has become of it: the text that it gives, or why it failed. */
export function useTask(): readonly [Task, (what: () => Promise<unknown>) => Promise<void>] {
  const { words, announced } = usePage();
  const task = useSignal<Task>({ phase: 'idle' });
  async function run(what: () => Promise<unknown>): Promise<void> {
    if (task.value.phase === 'busy') return;
    task.value = { phase: 'busy' };
    announced.value = '';
    try {
      const result = await what();
      const sentence = typeof result === 'string' ? result : '';
      task.value = { phase: 'done', sentence };
      announced.value = sentence;
    } catch (error) {
      const sentence = why(words.value, error);
      task.value = { phase: 'failed', sentence };
      announced.value = sentence;
    }
  }
  return [task.value, run];
}
