import type { DeviceView, PersonView } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { Ago } from '../parts/ago.js';

/** Withings' devices, with battery and last contact. */
export function Devices({ devices, people }: { devices: readonly DeviceView[]; people: readonly PersonView[] }) {
  const { t } = useWords();
  if (devices.length === 0) return null;
  const ownersOf = ({ accounts }: DeviceView) => people.filter(({ name }) => accounts.includes(name));
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">{t('devices.title')}</h2>
      <ul class="tiles">
        {devices.map((device) => (
          <li key={device.id} class="tile">
            <h3 dir="auto">{device.model ?? t('devices.unnamed')}</h3>
            <dl>
              <dt>{t('devices.battery')}</dt>
              <dd>
                <Battery level={device.battery} />
              </dd>
              <dt>{t('devices.contact')}</dt>
              <dd>
                {device.last_contact === null ? (
                  t('devices.unknown')
                ) : (
                  <Ago time={device.last_contact} zone={ownersOf(device)[0]?.zone ?? null} />
                )}
              </dd>
              {people.length > 1 && (
                <>
                  <dt>{t('devices.of')}</dt>
                  <dd dir="auto">
                    {ownersOf(device)
                      .map(({ display_name }) => display_name)
                      .join(', ')}
                  </dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

const LEVELS = ['low', 'medium', 'high'] as const;

function Battery({ level }: { level: string | null }) {
  const { t, word } = useWords();
  if (level === null) return <>{t('devices.unknown')}</>;
  const known = LEVELS.find((one) => one === level);
  if (!known) return <>{word(level)}</>;
  return (
    <span class={`battery ${known}`}>
      <svg class="charge" viewBox="0 0 26 14" aria-hidden="true">
        <path d="M2 2h20v10H2ZM24 5v4" />
        <path d={`M4 7h${LEVELS.indexOf(known) * 6 + 4}`} stroke-width="5" />
      </svg>
      {t(`battery.${known}`)}
    </span>
  );
}
