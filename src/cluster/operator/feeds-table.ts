import { feedsFor } from '../../feeds/index.js';
import { reachOf } from '../../feeds/past-progress.js';
import type { StoredAccount } from '../../store/cluster-accounts.js';
import type { FeedState, PersonState } from '../../store/person-state.js';
import { type Html, type HtmlPart, html } from './html.js';
import { timeAgo } from './times.js';
import { filled, type View } from './view.js';

/** How far each feed of a person has come; nothing of what it has brought. */
export function feedsTable(view: View, account: StoredAccount, state: PersonState): Html {
  const { texts } = view;
  const known = feedsFor(account).flatMap(({ name, past }) => {
    const feed = state.feeds[name];
    return feed ? [feedRows(view, name, feed, past !== undefined)] : [];
  });
  const heads = [texts.feed, texts.lastSuccess, texts.nextFetch, texts.past];
  return html`<section class="sheet" aria-labelledby="feeds">
<h2 id="feeds">${texts.feeds}</h2>
${
  known.length === 0
    ? html`<p>${texts.noFeeds}</p>`
    : html`<table class="feeds">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${known}</tbody>
</table>`
}
</section>`;
}

function feedRows(view: View, name: string, feed: FeedState, hasPast: boolean): Html {
  const { texts, language, now } = view;
  const { lastSuccess, next, lastError, refused } = feed;
  const seconds = now / 1000;
  const at = (time: number) => timeAgo(time, seconds, language);
  const isDue = next !== undefined && next <= seconds;
  return html`<tr><th scope="row"><code>${name}</code></th>
<td>${lastSuccess === undefined ? texts.never : at(lastSuccess)}</td>
<td>${next === undefined ? texts.none : isDue ? texts.now : at(next)}</td>
<td>${hasPast ? reach(view, feed) : texts.pastNone}</td></tr>
${trouble(view, refused ? texts.refused : undefined, lastError)}`;
}

function reach({ texts }: View, { past }: FeedState): HtmlPart {
  const { since, complete } = reachOf(past);
  if (complete) return texts.pastWhole;
  return since === null ? texts.none : filled(texts.pastSince, { day: since });
}

/** Below the row it belongs to, over its whole width. What Withings has said is in English. */
function trouble({ texts }: View, refused: string | undefined, lastError: string | undefined): HtmlPart {
  if (refused === undefined && lastError === undefined) return undefined;
  const error = lastError !== undefined && html`${texts.error} <span lang="en">${lastError}</span>`;
  return html`<tr class="trouble"><td colspan="4">${refused} ${error}</td></tr>
`;
}
