const LINE = /^version:[^\n]*$/gm;

/**
 * The App's config.yaml with another version; every other character stays.
 *
 * @param {string} config
 * @param {string} version such as `0.2.0`
 * @returns {string}
 * @throws Error where it has not just one line `version:` at its top level
 */
export function withVersion(config, version) {
  const found = config.match(LINE)?.length ?? 0;
  if (found !== 1) throw new Error(`the App's config.yaml has ${found} lines "version:", not one`);
  return config.replace(LINE, `version: "${version}"`);
}
