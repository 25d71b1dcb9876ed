import { expect } from 'vitest';

export interface Step {
  readonly word: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, each on one line. */
export function stepsOf(dockerfile: string): Step[] {
  const lines = dockerfile
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return lines.filter(Boolean).map((line) => {
    const [, word = '', rest = ''] = line.match(/^([A-Z]+) +(.*)$/) ?? expect.fail(`no instruction: ${line}`);
    return { word, rest };
  });
}

/** Those of one stage: from its FROM, which is left out, to the next one. */
export function stageOf(steps: readonly Step[], name: string): Step[] {
  const start = steps.findIndex(({ word, rest }) => word === 'FROM' && rest.endsWith(` AS ${name}`));
  if (start < 0) return expect.fail(`no stage: ${name}`);
  const after = steps.slice(start + 1);
  const end = after.findIndex(({ word }) => word === 'FROM');
  return end < 0 ? after : after.slice(0, end);
}
