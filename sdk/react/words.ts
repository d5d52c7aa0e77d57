/** What the button and the way beneath it say. */
export interface ConnectWords {
  connect: string;
  again: string;
  /** Where the browser opened no window. */
  open: string;
  closed: string;
  ended: string;
  /** Where the application's backend made no session. */
  failed: string;
  opened: string;
  atCalendly: string;
  back: string;
  subscription: string;
  meetings: string;
}

export const connectWords = {
  en: {
    connect: 'Connect Calendly',
    again: 'Try again',
    open: 'Open it here',
    closed: 'The Calendly window was closed. Nothing changed.',
    ended: 'That took too long. Nothing changed.',
    failed: 'This could not begin. Nothing changed. Try again in a minute.',
    opened: 'Opened',
    atCalendly: 'At Calendly',
    back: 'Back',
    subscription: 'Subscription',
    meetings: 'First meetings',
  },
  de: {
    connect: 'Calendly verbinden',
    again: 'Erneut versuchen',
    open: 'Hier öffnen',
    closed: 'Das Calendly-Fenster wurde geschlossen. Es hat sich nichts geändert.',
    ended: 'Das hat zu lange gedauert. Es hat sich nichts geändert.',
    failed:
      'Das ließ sich nicht beginnen. Es hat sich nichts geändert. Bitte in einer Minute erneut versuchen.',
    opened: 'Geöffnet',
    atCalendly: 'Bei Calendly',
    back: 'Zurück',
    subscription: 'Abonnement',
    meetings: 'Erste Termine',
  },
  fr: {
    connect: 'Connecter Calendly',
    again: 'Réessayer',
    open: 'L’ouvrir ici',
    closed: 'La fenêtre Calendly a été fermée. Rien n’a changé.',
    ended: 'Cela a pris trop de temps. Rien n’a changé.',
    failed: 'Impossible de commencer. Rien n’a changé. Réessayez dans une minute.',
    opened: 'Ouvert',
    atCalendly: 'Chez Calendly',
    back: 'De retour',
    subscription: 'Abonnement',
    meetings: 'Premiers rendez-vous',
  },
  es: {
    connect: 'Conectar Calendly',
    again: 'Intentar de nuevo',
    open: 'Abrir aquí',
    closed: 'La ventana de Calendly se cerró. No ha cambiado nada.',
    ended: 'Ha tardado demasiado. No ha cambiado nada.',
    failed: 'No se ha podido empezar. No ha cambiado nada. Inténtelo de nuevo en un minuto.',
    opened: 'Abierto',
    atCalendly: 'En Calendly',
    back: 'De vuelta',
    subscription: 'Suscripción',
    meetings: 'Primeras reuniones',
  },
} as const satisfies Record<string, ConnectWords>;
