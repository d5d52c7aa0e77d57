import type { PageWords } from './words.ts';

export const de: PageWords = {
  connect: {
    heading: 'Calendly mit {app} verbinden',
    asks: '{app} möchte:',
    may: {
      meetings: 'Ihre Termine sehen und wer sie gebucht hat',
      news: 'sofort wissen, wenn einer gebucht, verlegt oder abgesagt wird',
      eventTypes: 'Ihre Termintypen sehen',
      availability: 'sehen, wann Sie frei sind',
      acting: 'auf Ihren Wunsch Termine buchen und absagen',
      person: 'Ihren Namen, Ihre E-Mail-Adresse und Zeitzone sehen',
    },
    go: 'Weiter zu Calendly',
    password: '{app} sieht Ihr Passwort nie. Sie können die Verbindung jederzeit trennen.',
    keeps: 'Danach behält {app} die bekannten Termine und erfährt von keinen neuen.',
    erases: 'Danach wird alles entfernt.',
    linkFor: 'Link für {person} · {minutes}',
    link: 'Dieser Link ist {minutes}',
    minutes: { one: 'noch {n} Minute gültig', other: 'noch {n} Minuten gültig' },
  },
  connected: {
    heading: 'Verbunden',
    as: 'Ihr Calendly ist als {email} verbunden.',
    permissions: '{granted} von {asked} Berechtigungen',
    reading: 'Die Termine werden jetzt gelesen; neue sind bekannt, sobald sie gebucht werden.',
    close: 'Sie können dieses Fenster schließen.',
  },
  other: {
    heading: 'Eine andere Person bei Calendly',
    told: 'Sie haben sich bei Calendly als {other} angemeldet; bisher war es {person}. Noch hat sich nichts geändert.',
    keep: 'Bei {person} bleiben',
    keepMeans: 'Alles bleibt, wie es ist. Was Calendly eben für {other} erlaubt hat, wird zurückgegeben.',
    change: 'Zu {other} wechseln',
    changeKeeps:
      '{person} wird getrennt: Der Zugang wird zurückgegeben, die Geheimnisse werden gelöscht. {app} behält die bekannten Termine. Ab jetzt werden die von {other} gelesen.',
    changeErases:
      '{person} wird getrennt: Der Zugang wird zurückgegeben, Geheimnisse und Termine werden gelöscht. Ab jetzt liest {app} die von {other}.',
  },
  ended: {
    link_ended: {
      heading: 'Dieser Link gilt nicht mehr',
      told: 'Er wurde benutzt oder ist zu alt.',
      wayOut: 'Lassen Sie sich von {app} einen neuen geben.',
    },
    link_unknown: {
      heading: 'Dieser Link gilt nicht mehr',
      told: 'Er wurde benutzt oder ist zu alt.',
      wayOut: 'Lassen Sie sich dort, wo Sie ihn bekamen, einen neuen geben.',
    },
    other_browser: {
      heading: 'Nicht in diesem Browser',
      told: 'Dieser Link wird in einem anderen Browser benutzt. Es wurde nichts geändert.',
      wayOut: 'Machen Sie dort weiter, oder lassen Sie sich von {app} einen neuen geben.',
    },
    consent_declined: {
      heading: 'Nicht verbunden',
      told: 'Sie haben bei Calendly abgelehnt. Es wurde nichts gespeichert.',
      wayOut: 'Verbinden Sie erneut, wenn es passt.',
    },
    scope_missing: {
      heading: 'Nicht verbunden',
      told: 'Calendly hat eine Berechtigung nicht erteilt, die für Termine nötig ist. Es wurde nichts gespeichert.',
      wayOut: 'Versuchen Sie es erneut und lassen Sie alle Berechtigungen angekreuzt.',
    },
    calendly_unreachable: {
      heading: 'Nicht verbunden',
      told: 'Calendly antwortet gerade nicht. Es wurde nichts gespeichert.',
      wayOut: 'Versuchen Sie es in einer Minute erneut.',
    },
    client_refused: {
      heading: 'Nicht verbunden',
      told: 'Calendly nimmt {app} zurzeit nicht an. Es wurde nichts gespeichert, und es liegt nicht an Ihnen.',
      wayOut: 'Sagen Sie {app} Bescheid; dort lässt es sich beheben.',
    },
    tried_too_often: {
      heading: 'Nicht verbunden',
      told: 'Das wurde innerhalb einer Minute zu oft versucht. Es wurde nichts gespeichert.',
      wayOut: 'Warten Sie eine Minute und versuchen Sie es dann erneut.',
    },
    account_disconnecting: {
      heading: 'Nicht verbunden',
      told: 'Ihr Calendly wird gerade getrennt. Es wurde nichts gespeichert.',
      wayOut: 'Versuchen Sie es in einer Minute erneut.',
    },
    kept: {
      heading: 'Es wurde nichts geändert',
      told: '{person} bleibt verbunden. Was Calendly für die andere Person erlaubt hat, wurde zurückgegeben.',
      wayOut: 'Um jemand anderen zu verbinden, beginnen Sie von vorn.',
    },
    failed: {
      heading: 'Nicht verbunden',
      told: 'Calendly hat den Vorgang nicht abgeschlossen. Es wurde nichts gespeichert.',
      wayOut: 'Versuchen Sie es erneut; geschieht es zweimal, sagen Sie {app} Bescheid.',
    },
  },
  manage: {
    heading: 'Ihr Calendly in {app}',
    as: 'Verbunden als {email}',
    since: 'seit {date}',
    disconnect: 'Trennen',
    nobody: 'Ihr Calendly ist nicht mit {app} verbunden',
    nobodyMeans: 'Es gibt nichts zu trennen.',
    ask: 'Ihr Calendly von {app} trennen?',
    keep: 'Verbunden lassen',
    access: 'Der Zugang zu Ihrem Calendly wird zurückgegeben.',
    token:
      'Ihr persönliches Zugriffstoken wird hier gelöscht; löschen Sie es auch bei Calendly, das kann sonst niemand.',
    telling: 'Calendly meldet {app} Ihre Termine nicht mehr.',
    secrets: 'Alles, was Ihr Calendly öffnet, wird hier gelöscht.',
    meetingsStay: {
      one: '{n} Termin, den {app} kennt, bleibt dort.',
      other: '{n} Termine, die {app} kennt, bleiben dort.',
    },
    meetingsGo: { one: '{n} Termin wird gelöscht.', other: '{n} Termine werden gelöscht.' },
    working: 'Wird getrennt',
    workingMeans: 'Calendly wird gebeten loszulassen. Diese Seite sagt, wenn es fertig ist.',
    gone: 'Getrennt',
    goneMeans: 'Bei Ihrem Calendly ist nichts von {app} übrig, und hier öffnet es nichts mehr.',
    left: 'Der Zugang war schon vorher beendet, darum kann bei Calendly noch ein Abonnement stehen. Was es sendet, wird abgewiesen; Calendly schaltet es von selbst ab.',
    proof: 'Nachweis vom {when}: {id}',
  },
  again: 'Erneut versuchen',
  back: 'Zurück zu {app}',
  done: 'Fertig',
};
