/**
 * docs/feeds.md.
 *
 * @param feeds every feed there is
 */
export function feedsPage(feeds) {
  const rows = feeds.map((feed) => [
    `\`${feed.name}\``,
    feed.about,
    feed.call ? `\`${feed.call.endpoint} ${feed.call.action}\`` : '',
    `\`${feed.scope}\``,
    feed.notifications
      .map(({ appli, about, empty }) => `${about} (${appli}${empty ? ', brings nothing' : ''})`)
      .join('; '),
    interval(feed),
    feed.events.map((type) => `\`${type}\``).join(', '),
    history(feed),
    feed.staleAfter ? `${feed.staleAfter} days` : '',
  ]);
  const head = ['feed', 'what', 'call', 'scope', 'notifications', 'asked for', 'events', 'history', 'old after'];
  return `# Feeds

Written by \`npm run docs\` from the list of feeds in the program. A feed is one kind of data: one call of Withings' API, what
the login must allow for it, and what becomes of the answer. \`bridge/info\` and the log call it by its name here, and each
metric of the [catalogue](metrics.md) belongs to one, but for those that the bridge works out itself.

*Notifications* are what Withings posts when the bridge has a public address ([webhooks](webhooks.md)), in brackets
Withings' number (\`appli\`). *Asked for* says how often without one. *Events* are the types of \`withings/<account>/reading\`.
A feed that is asked for when another one has brought something makes no call where there is nothing new; what a login or a
plan does not have of it stays away, without an error. *History* is how far back the bridge fetches what was there before
it, for its archive: \`withings2mqtt history\` writes from there into Home Assistant what has [statistics](history.md). *Old
after* is when [the page](page.md) marks its newest values as older than they usually become.

${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

const MINUTE = 60_000;

function interval({ call, every, follows, choice }) {
  if (!call) return 'never; it is told';
  if (follows)
    return `when \`${follows}\` has brought something, and at each \`poll_interval\` while something is left`;
  if (choice) return `at each \`poll_interval\`, for accounts with \`${choice}: true\``;
  return every === 0 ? 'at each `poll_interval`' : `every ${every / MINUTE} minutes`;
}

function history({ call, past, back }) {
  const since = past?.since ?? back?.since;
  if (since) return `since ${since}`;
  if (back) return `from ${back.days} ${back.days === 1 ? 'day' : 'days'} before it is first asked for`;
  return `from when it is first ${call ? 'asked for' : 'told'}`;
}
