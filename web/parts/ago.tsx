import { usePage, useWords } from '../page.js';

interface AgoProps {
  readonly time: string;
  /** Of the person; null is the browser's. */
  readonly zone: string | null;
  /** It is yet to come, also when it should have come already. */
  readonly ahead?: true;
}

/** "3 h ago", with the whole time for the mouse and for screen readers. */
export function Ago({ time, zone, ahead }: AgoProps) {
  const { now } = usePage();
  const { format } = useWords({ zone });
  const full = format.full(time);
  return (
    <time dateTime={time} title={full}>
      {format.ago(ahead ? Math.max(Date.parse(time), now.value + 1) : time, now.value)}
      <span class="hidden">, {full}</span>
    </time>
  );
}
