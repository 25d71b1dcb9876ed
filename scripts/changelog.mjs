const HEADING = /^(\d+\.\d+\.\d+)(?: \(\d{4}-\d{2}-\d{2}\))?$/;

/**
 * What CHANGELOG.md says of a version, as Markdown without its heading. A heading is `## 0.2.0` or, with the day of the
 * release, `## 0.2.0 (2026-12-01)`.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string}
 * @throws Error where there is no such version, more than one, or nothing said of it
 */
export function notesOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1).map(headAndBody);
  const own = sections.filter(({ heading }) => HEADING.exec(heading)?.[1] === version);
  if (own.length !== 1) throw new Error(`CHANGELOG.md has ${own.length} sections of ${version}, not one`);
  const [{ body }] = own;
  if (body === '') throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return body;
}

/**
 * The version that a tag names.
 *
 * @param {string} tag such as `v0.2.0`; no pre-releases
 * @param {string} packageVersion of package.json
 * @returns {string}
 * @throws Error where the tag is no version, or not the package's
 */
export function versionOfTag(tag, packageVersion) {
  const version = /^v(\d+\.\d+\.\d+)$/.exec(tag)?.[1];
  if (!version) throw new Error(`${tag} is no tag of a release, such as v1.2.3`);
  if (version !== packageVersion) throw new Error(`the tag is ${tag}, but package.json has version ${packageVersion}`);
  return version;
}

function headAndBody(section) {
  const [heading, ...lines] = section.split('\n');
  return { heading: heading.trim(), body: lines.join('\n').trim() };
}
