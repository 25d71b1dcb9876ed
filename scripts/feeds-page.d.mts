import type { Feed } from '../src/feeds/feed.js';

export function feedsPage(feeds: readonly Feed[]): string;
