import type { Language } from './language.js';

/** What a page of an invitation says. `{name}` is the account's display name, `{place}` who runs this. */
export interface PageText {
  readonly title: string;
  readonly text: string;
}

export interface InvitationTexts {
  readonly ask: PageText & {
    /** What is read, a line each. */
    readonly data: readonly string[];
    /** Only where Withings can tell of it. */
    readonly bed: string;
    readonly happens: string;
    readonly steps: readonly string[];
    readonly free: string;
    readonly button: string;
  };
  readonly leave: PageText & { readonly link: string };
  /** All there is to tell a person, by what has happened. */
  readonly told: Readonly<Record<Told, PageText>>;
}

export type Told =
  | 'connected'
  | 'denied'
  | 'other_person'
  | 'taken'
  | 'late'
  | 'away'
  | 'misconfigured'
  | 'unusable'
  | 'unknown'
  | 'stale'
  | 'ahead'
  | 'crowded'
  | 'broken';

export const INVITATION_TEXTS: Readonly<Record<Language, InvitationTexts>> = {
  en: {
    ask: {
      title: 'Invitation for {name}',
      text: 'You are asked to connect your Withings account. Whoever runs {place} then reads from it, new values and those of the past:',
      data: [
        'weight, body composition, blood pressure, temperature and whatever else your devices measure',
        'heart rate, ECGs and what they show',
        'nights: sleep stages, heart rate, breathing and snoring',
        'steps, calories, distances and workouts',
        'your goals, and your devices with their battery',
      ],
      bed: 'when somebody gets into bed and out of it, where there is a sleep mat',
      happens: 'What happens next',
      steps: [
        'The button leads you to Withings. You sign in there; this site never sees your password.',
        'Withings asks whether you allow the access. Sign in as {name}: the account that you use there is the one that is read.',
        'You come back here and are told that all is done. This address is then used up.',
      ],
      free: 'You are free to say no: close this page, and nothing has happened. What you allow you can end at any time in your Withings account.',
      button: 'Go on to Withings',
    },
    leave: {
      title: 'On the way to Withings',
      text: 'Your browser goes on by itself.',
      link: 'If it does not: go on to Withings',
    },
    told: {
      connected: {
        title: 'All is done',
        text: 'Your Withings account is connected as {name}. You can close this window.',
      },
      denied: {
        title: 'Not connected',
        text: 'The access was not allowed at Withings, and nothing is read. If that was a mistake, open the address of your invitation once more.',
      },
      other_person: {
        title: 'Not connected',
        text: 'That was another Withings account than the one that has been {name} here so far; nothing was kept. Sign out of Withings in this browser, and open the address of your invitation once more.',
      },
      taken: {
        title: 'Not connected',
        text: 'That Withings account is connected here already, under another name; nothing was kept. Sign out of Withings in this browser, and open the address of your invitation once more.',
      },
      late: {
        title: 'Not connected',
        text: 'Withings did not take the answer of this browser any more; it has half a minute for its way. Open the address of your invitation once more.',
      },
      away: {
        title: 'Not connected',
        text: 'Withings does not answer as it should at the moment. Open the address of your invitation once more in a few minutes.',
      },
      misconfigured: {
        title: 'Not connected',
        text: 'Withings does not know this site as it is set up. You cannot change that: tell whoever has sent you the invitation.',
      },
      unusable: {
        title: 'This invitation can not be used',
        text: 'It has been used, or its seven days are over, or a newer one has taken its place. If you have connected your account with it, all is done. Otherwise ask whoever has sent it to you for a new one.',
      },
      unknown: {
        title: 'There is no such invitation',
        text: 'See that the whole address was copied; or ask whoever has sent it to you for a new one.',
      },
      stale: {
        title: 'Nobody waits for this answer',
        text: 'If this browser has told you that your account is connected, all is done. Otherwise open the address of your invitation once more.',
      },
      ahead: { title: 'Not yet', text: 'This page wants to be opened by a person.' },
      crowded: {
        title: 'One moment',
        text: 'Too many addresses are being tried here. Load this page again in a minute.',
      },
      broken: {
        title: 'That did not work',
        text: 'Something is wrong here, and not with you. Open the address of your invitation once more in a few minutes.',
      },
    },
  },
  de: {
    ask: {
      title: 'Einladung für {name}',
      text: 'Sie werden gebeten, Ihr Withings-Konto zu verbinden. Wer {place} betreibt, liest dann daraus, Neues und auch Vergangenes:',
      data: [
        'Gewicht, Körperzusammensetzung, Blutdruck, Temperatur und was Ihre Geräte sonst messen',
        'Herzfrequenz, EKGs und was sie zeigen',
        'Nächte: Schlafphasen, Herzfrequenz, Atmung und Schnarchen',
        'Schritte, Kalorien, Strecken und Trainings',
        'Ihre Ziele, und Ihre Geräte mit ihrer Batterie',
      ],
      bed: 'wann jemand zu Bett geht und aufsteht, wo es eine Schlafmatte gibt',
      happens: 'Was nun geschieht',
      steps: [
        'Der Knopf führt Sie zu Withings. Dort melden Sie sich an; diese Seite sieht Ihr Passwort nie.',
        'Withings fragt, ob Sie den Zugriff erlauben. Melden Sie sich als {name} an: Gelesen wird das Konto, das Sie dort benutzen.',
        'Sie kommen hierher zurück und erfahren, dass alles getan ist. Diese Adresse ist dann verbraucht.',
      ],
      free: 'Sie dürfen Nein sagen: Schließen Sie diese Seite, und nichts ist geschehen. Was Sie erlauben, können Sie jederzeit in Ihrem Withings-Konto beenden.',
      button: 'Weiter zu Withings',
    },
    leave: {
      title: 'Unterwegs zu Withings',
      text: 'Ihr Browser geht von selbst weiter.',
      link: 'Wenn nicht: weiter zu Withings',
    },
    told: {
      connected: {
        title: 'Alles ist getan',
        text: 'Ihr Withings-Konto ist als {name} verbunden. Sie können dieses Fenster schließen.',
      },
      denied: {
        title: 'Nicht verbunden',
        text: 'Der Zugriff wurde bei Withings nicht erlaubt, und nichts wird gelesen. War das ein Versehen, so öffnen Sie die Adresse Ihrer Einladung noch einmal.',
      },
      other_person: {
        title: 'Nicht verbunden',
        text: 'Das war ein anderes Withings-Konto als das, welches hier bisher {name} war; nichts wurde behalten. Melden Sie sich in diesem Browser bei Withings ab, und öffnen Sie die Adresse Ihrer Einladung noch einmal.',
      },
      taken: {
        title: 'Nicht verbunden',
        text: 'Dieses Withings-Konto ist hier schon unter einem anderen Namen verbunden; nichts wurde behalten. Melden Sie sich in diesem Browser bei Withings ab, und öffnen Sie die Adresse Ihrer Einladung noch einmal.',
      },
      late: {
        title: 'Nicht verbunden',
        text: 'Withings hat die Antwort dieses Browsers nicht mehr angenommen; sie hat eine halbe Minute Zeit. Öffnen Sie die Adresse Ihrer Einladung noch einmal.',
      },
      away: {
        title: 'Nicht verbunden',
        text: 'Withings antwortet im Augenblick nicht so, wie es soll. Öffnen Sie die Adresse Ihrer Einladung in ein paar Minuten noch einmal.',
      },
      misconfigured: {
        title: 'Nicht verbunden',
        text: 'Withings kennt diese Seite nicht so, wie sie eingerichtet ist. Daran können Sie nichts ändern: Sagen Sie es der Person, von der die Einladung kommt.',
      },
      unusable: {
        title: 'Diese Einladung gilt nicht',
        text: 'Sie ist verbraucht, oder ihre sieben Tage sind um, oder eine neuere ist an ihre Stelle getreten. Haben Sie Ihr Konto mit ihr verbunden, so ist alles getan. Sonst bitten Sie die Person, von der sie kommt, um eine neue.',
      },
      unknown: {
        title: 'Diese Einladung gibt es nicht',
        text: 'Sehen Sie nach, ob die ganze Adresse kopiert wurde; oder bitten Sie die Person, von der sie kommt, um eine neue.',
      },
      stale: {
        title: 'Niemand wartet auf diese Antwort',
        text: 'Hat dieser Browser Ihnen gesagt, dass Ihr Konto verbunden ist, so ist alles getan. Sonst öffnen Sie die Adresse Ihrer Einladung noch einmal.',
      },
      ahead: { title: 'Noch nicht', text: 'Diese Seite möchte von einem Menschen geöffnet werden.' },
      crowded: {
        title: 'Einen Augenblick',
        text: 'Hier werden zu viele Adressen ausprobiert. Laden Sie diese Seite in einer Minute noch einmal.',
      },
      broken: {
        title: 'Das ging nicht',
        text: 'Etwas stimmt hier nicht, und es liegt nicht an Ihnen. Öffnen Sie die Adresse Ihrer Einladung in ein paar Minuten noch einmal.',
      },
    },
  },
};
