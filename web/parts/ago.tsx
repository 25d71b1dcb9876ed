import { usePage, useWords } from '../page.js';

/** "3 h ago", with the whole time for the mouse and for screen readers. @param zone of the person; null is the browser's */
export function Ago({ time, zone }: { time: string; zone: string | null }) {
  const { now } = usePage();
  const { format } = useWords({ zone });
  const full = format.full(time);
  return (
    <time dateTime={time} title={full}>
      {format.ago(time, now.value)}
      <span class="hidden">, {full}</span>
    </time>
  );
}
