import { type Html, type HtmlPart, html } from './html.js';
import { STYLE_PATH } from './style.js';
import type { View } from './view.js';

/** A whole document around what a page says. @param title of the document, and its heading */
export function layout(view: View, title: string, content: HtmlPart): Html {
  const { language, texts, root } = view;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – withings2mqtt</title>
<link rel="stylesheet" href="${root}${STYLE_PATH}">
</head>
<body>
<a class="skip" href="#content">${texts.skip}</a>
<header>
<a class="home" href="${root}">withings2mqtt</a>
${view.canSignOut && html`<form method="post" action="${root}sign-out"><button>${texts.signOut}</button></form>`}
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

/** What has been done, for all who see it and all who hear it. */
export function said(text: string | undefined): HtmlPart {
  return text !== undefined && html`<p class="said" role="status">${text}</p>`;
}

/** What is wrong. */
export function errorLine(text: string | undefined, id?: string): HtmlPart {
  return text !== undefined && html`<p class="wrong" role="alert"${id !== undefined && html` id="${id}"`}>${text}</p>`;
}
