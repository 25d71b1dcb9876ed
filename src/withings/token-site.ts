/** The token endpoint: what it answers is about a login and the client, and not about what a feed may read. */
export const TOKEN_SITE = { endpoint: '/v2/oauth2', action: 'requesttoken' } as const;
