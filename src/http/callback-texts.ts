import type { Language } from './language.js';

/** What the page says to which a browser comes back from Withings. */
export interface VisitTexts {
  readonly connected: VisitText;
  readonly ahead: VisitText;
  /** By what has happened (`LandingError.code`), with its fields as blanks. */
  readonly why: Readonly<Record<string, VisitText>>;
  /** The title of whatever else there is to say, for an account. */
  readonly notConnected: string;
  /** The same where nobody knows for whom. */
  readonly failed: string;
}

export interface VisitText {
  readonly title: string;
  /** Missing where the English sentence is to stand there. */
  readonly text?: string;
}

const NOT_EN = '{account} is not authorised';
const NOT_DE = '{account} ist nicht verbunden';

export const VISIT_TEXTS: Readonly<Record<Language, VisitTexts>> = {
  en: {
    connected: { title: 'Done', text: '{account} is authorised. You can close this page.' },
    ahead: { title: 'Not yet', text: 'This page wants to be opened by a person.' },
    why: {
      almost: {
        title: 'Almost done',
        text: 'Copy the address of this page, the whole of it, and paste it within 30 seconds into the terminal that waits for it. Where none waits, connect again.',
      },
      stray: { title: 'Nobody waits for this login' },
      newer_try: { title: 'A newer try goes on' },
      other_login: {
        title: 'Not this login',
        text: 'The answer belongs to another login. Go on with the address that the terminal shows, which still waits.',
      },
      no_code: { title: 'Not allowed yet', text: 'The answer carries no code: allow the access first.' },
    },
    notConnected: NOT_EN,
    failed: 'That did not work',
  },
  de: {
    connected: { title: 'Fertig', text: '{account} ist verbunden. Du kannst diese Seite schließen.' },
    ahead: { title: 'Noch nicht', text: 'Diese Seite möchte von einem Menschen geöffnet werden.' },
    why: {
      almost: {
        title: 'Fast fertig',
        text: 'Kopiere die ganze Adresse dieser Seite und füge sie innerhalb von 30 Sekunden in das Terminal ein, das auf sie wartet. Wartet keines, so verbinde noch einmal.',
      },
      stray: {
        title: 'Niemand wartet auf diese Anmeldung',
        text: 'Verbinde noch einmal auf der Seite der Bridge (in Home Assistant: Withings in der Seitenleiste).',
      },
      newer_try: {
        title: 'Ein neuerer Versuch läuft',
        text: 'Ein neuerer Versuch, {account} zu verbinden, hat diesen abgelöst: Mach dort weiter, oder verbinde noch einmal.',
      },
      other_login: {
        title: 'Eine andere Anmeldung',
        text: 'Diese Antwort gehört zu einer anderen Anmeldung. Mach mit der Adresse weiter, die das Terminal zeigt; es wartet noch.',
      },
      no_code: { title: 'Noch nicht erlaubt', text: 'Die Antwort hat keinen Code: Erlaube zuerst den Zugriff.' },
      denied: {
        title: NOT_DE,
        text: 'Bei Withings wurde nicht zugestimmt. Verbinde noch einmal, und wähle dort Zulassen.',
      },
      other_person: {
        title: NOT_DE,
        text: 'Das war der Withings-Benutzer {user_id}, aber {account} ist der Withings-Benutzer {holder}. Melde dich im Browser bei Withings ab und verbinde noch einmal, oder ersetze die bisherige Person.',
      },
      person_of_another_account: {
        title: NOT_DE,
        text: 'Diese Person ist schon als {other_account} verbunden; nichts wurde gespeichert. Melde dich im Browser bei Withings ab und verbinde noch einmal.',
      },
    },
    notConnected: NOT_DE,
    failed: 'Das hat nicht geklappt',
  },
};
