/** Two zones in which it is midday now, the second two hours ahead: no midnight is near in either, whatever the hour. */
export function zonesAtNoon(now = Date.now()): readonly [string, string] {
  const hour = new Date(now).getUTCHours();
  return [zoneAhead(12 - hour), zoneAhead(14 - hour)];
}

/** IANA counts these the other way round. */
function zoneAhead(hours: number): string {
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
