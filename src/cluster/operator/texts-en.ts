/** All that the operator's page says, in English; TEXTS_DE says the same. */
export const TEXTS_EN = {
  title: 'People',
  skip: 'Skip to the content',
  home: 'All people',
  signOut: 'Sign out',
  none: 'none',
  never: 'never',
  now: 'now',

  counts: { all: 'people', connected: 'connected', disabled: 'disabled', loginsLost: 'logins lost' },
  login: {
    ok: 'connected',
    lost: 'must be connected again',
    never: 'not connected yet',
    disabled: 'disabled',
  },

  search: 'Search',
  searchHint: 'Words of a name',
  find: 'Find',
  show: 'Show',
  showAll: 'everybody',
  showWaiting: 'those who need somebody',
  reset: 'Show everybody',
  person: 'Person',
  loginHead: 'Login',
  lastData: 'Last data',
  nobody: 'Nobody is like that.',
  nobodyYet: 'There is nobody yet. Add the first person below.',
  pages: 'Pages',
  previous: 'Previous',
  next: 'Next',
  range: 'From {first} to {last}',

  add: 'Add a person',
  name: 'Name',
  nameHint: 'A level of the MQTT topics: a-z, 0-9, _ and -. It stays.',
  displayName: 'Display name',
  displayNameHint: 'Empty: as the name.',
  units: 'Units',
  unitNames: { metric: 'metric', us: 'US', uk: 'UK' },
  addButton: 'Add',
  wrong: {
    name: 'Not a name that an account can have: a-z, 0-9, _ and -, and neither "bridge" nor "device".',
    taken: 'There is an account of this name already.',
    displayName: 'Too long, or with characters that cannot be shown.',
  },

  fromFile: 'Stands in a configuration file, which says how it is.',
  userId: 'Withings user id',
  status: 'Login',
  problem: 'What is known about it',
  feeds: 'Feeds',
  noFeeds: 'Nothing has been fetched yet.',
  feed: 'Feed',
  lastSuccess: 'Last success',
  nextFetch: 'Next',
  past: 'Past',
  pastWhole: 'complete',
  pastSince: 'since {day}',
  pastNone: '–',
  refused: 'This login is not allowed to read it.',
  error: 'Last error:',

  actions: 'Actions',
  invite: 'Invite',
  inviteHint: 'Makes an address by which {name} connects the account. An earlier one is void then.',
  refresh: 'Fetch now',
  disable: 'Disable',
  disableHint: 'Nothing more is fetched; what is kept stays.',
  enable: 'Enable',
  told: {
    added: 'Added. Next: an invitation.',
    enabled: 'Enabled.',
    disabled: 'Disabled: nothing more is fetched.',
    refreshed: 'Wanted: what there is comes in as soon as Withings allows the calls.',
  },

  invitation: 'Invitation for {name}',
  invitationText: 'Send this address to {name}. It is shown only here and only now, works once, and for seven days.',
  address: 'Address',
  toPerson: 'Back to {name}',

  signIn: 'Sign in',
  password: 'Password',
  passwordHint: 'It stands in the configuration as page.password.',

  failed: 'That did not work',
  problems: {
    sign_in:
      'This page is for those who are signed in. Without a password (page.password) it is for its own machine only.',
    wrong_password: 'That is not the password of this page.',
    slow_down: 'There was a wrong password from here. Wait {seconds} s and try again.',
    unknown_host: 'This page does not go by the name "{host}". If it is to, write its address into page.url.',
    foreign_origin:
      'Another site cannot send this. If it is the same one behind a proxy, write its address into page.url.',
    not_found: 'There is nothing here.',
    bad_request: 'This request is not as it should be.',
    store_away: 'The database does not answer as it should. The log of the bridge knows more; try again in a minute.',
    internal: 'Something went wrong here. The log of the bridge knows what.',
  },
} as const;

/** The same shape in any language. */
export type Texts = Widened<typeof TEXTS_EN>;
type Widened<Value> = Value extends string ? string : { readonly [Key in keyof Value]: Widened<Value[Key]> };
