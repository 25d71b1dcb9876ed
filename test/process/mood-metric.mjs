/** The row of the catalogue that a new feed brings with it. */
export const MOOD = {
  ...{ key: 'mood', name: 'Mood', owner: 'account', feed: 'moods', source: 'getmoods/mood', unit: null },
  ...{ platform: 'sensor', enabledByDefault: true, known: true },
};
