// Where an owner stands: behind one of these hosts. In an address that is part of another one the slash is %2F.
const HOSTS = ['github.com', 'raw.githubusercontent.com', 'ghcr.io'];
/** An image's name has no capitals. */
const LOWER_CASE = ['ghcr.io'];
const NAME = /^(?=.{1,39}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/**
 * The owner that a package.json names in its repository.
 *
 * @param {string} manifest its text
 * @returns {string}
 * @throws Error where it names none on GitHub
 */
export function ownerOf(manifest) {
  const { url } = JSON.parse(manifest).repository;
  const owner = /^git\+https:\/\/github\.com\/([^/]+)\/[^/]+\.git$/.exec(url)?.[1];
  if (!owner) throw new Error(`package.json names no repository on GitHub: ${url}`);
  return owner;
}

/**
 * The text with another owner in all the places of the present one.
 *
 * @param {string} text
 * @param {string} present
 * @param {string} next a user or an organisation of GitHub
 * @returns {string}
 * @throws Error where that can be no name there
 */
export function withOwner(text, present, next) {
  if (!NAME.test(next)) throw new Error(`"${next}" can be no owner on GitHub: letters, digits, single hyphens between`);
  const hosts = HOSTS.map((host) => host.replaceAll('.', '\\.')).join('|');
  const place = new RegExp(`(?<=^|[^\\w.-]|%2F)(${hosts})(:|/|%2F)${present}(?![A-Za-z0-9-])`, 'gi');
  return text.replace(
    place,
    (_, host, slash) => `${host}${slash}${LOWER_CASE.includes(host) ? next.toLowerCase() : next}`,
  );
}
