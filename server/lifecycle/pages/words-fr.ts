import type { PageWords } from './words.ts';

export const fr: PageWords = {
  connect: {
    heading: 'Connecter votre Calendly à {app}',
    asks: '{app} demande à :',
    may: {
      meetings: 'voir vos rendez-vous et qui les a pris',
      news: 'savoir aussitôt quand un rendez-vous est pris, déplacé ou annulé',
      eventTypes: 'voir vos types de rendez-vous',
      availability: 'voir quand vous êtes libre',
      acting: 'prendre et annuler des rendez-vous à votre demande',
      person: 'voir votre nom, votre adresse e-mail et votre fuseau horaire',
    },
    go: 'Continuer vers Calendly',
    password: '{app} ne voit jamais votre mot de passe. Vous pouvez vous déconnecter à tout moment.',
    keeps: 'Ensuite, {app} garde les rendez-vous connus et n’en apprend plus de nouveaux.',
    erases: 'Ensuite, tout est supprimé.',
    linkFor: 'Lien pour {person} · {minutes}',
    link: 'Ce lien est {minutes}',
    minutes: { one: 'valable encore {n} minute', other: 'valable encore {n} minutes' },
  },
  connected: {
    heading: 'Connecté',
    as: 'Votre Calendly est connecté en tant que {email}.',
    permissions: '{granted} autorisations sur {asked}',
    reading: 'Vos rendez-vous sont lus en ce moment ; les nouveaux sont connus dès qu’ils sont pris.',
    close: 'Vous pouvez fermer cette fenêtre.',
  },
  other: {
    heading: 'Une autre personne chez Calendly',
    told: 'Vous vous êtes identifié chez Calendly comme {other} ; jusqu’ici c’était {person}. Rien n’a encore changé.',
    keep: 'Garder {person}',
    keepMeans: 'Tout reste en l’état. Ce que Calendly vient d’autoriser pour {other} est rendu.',
    change: 'Passer à {other}',
    changeKeeps:
      '{person} est déconnecté : l’accès est rendu, les secrets sont effacés. {app} garde les rendez-vous connus. Dès maintenant, ceux de {other} sont lus.',
    changeErases:
      '{person} est déconnecté : l’accès est rendu, les secrets et les rendez-vous sont effacés. Dès maintenant, {app} lit ceux de {other}.',
  },
  ended: {
    link_ended: {
      heading: 'Ce lien n’est plus valable',
      told: 'Il a été utilisé, ou il est trop ancien.',
      wayOut: 'Demandez-en un nouveau à {app}.',
    },
    link_unknown: {
      heading: 'Ce lien n’est plus valable',
      told: 'Il a été utilisé, ou il est trop ancien.',
      wayOut: 'Demandez-en un nouveau là où vous l’avez reçu.',
    },
    other_browser: {
      heading: 'Pas dans ce navigateur',
      told: 'Ce lien est utilisé dans un autre navigateur. Rien n’a été changé.',
      wayOut: 'Continuez là-bas, ou demandez un nouveau lien à {app}.',
    },
    consent_declined: {
      heading: 'Non connecté',
      told: 'Vous avez refusé chez Calendly. Rien n’a été enregistré.',
      wayOut: 'Recommencez quand vous le souhaitez.',
    },
    scope_missing: {
      heading: 'Non connecté',
      told: 'Calendly n’a pas accordé une autorisation nécessaire aux rendez-vous. Rien n’a été enregistré.',
      wayOut: 'Réessayez en laissant toutes les autorisations cochées.',
    },
    calendly_unreachable: {
      heading: 'Non connecté',
      told: 'Calendly ne répond pas pour le moment. Rien n’a été enregistré.',
      wayOut: 'Réessayez dans une minute.',
    },
    client_refused: {
      heading: 'Non connecté',
      told: 'Calendly n’accepte pas {app} en ce moment. Rien n’a été enregistré, et ce n’est pas de votre fait.',
      wayOut: 'Prévenez {app} ; cela se règle de leur côté.',
    },
    tried_too_often: {
      heading: 'Non connecté',
      told: 'Trop d’essais en une minute. Rien n’a été enregistré.',
      wayOut: 'Attendez une minute, puis réessayez.',
    },
    account_disconnecting: {
      heading: 'Non connecté',
      told: 'Votre Calendly est en cours de déconnexion. Rien n’a été enregistré.',
      wayOut: 'Réessayez dans une minute.',
    },
    kept: {
      heading: 'Rien n’a été changé',
      told: '{person} reste connecté. Ce que Calendly avait autorisé pour l’autre personne a été rendu.',
      wayOut: 'Pour connecter quelqu’un d’autre, recommencez.',
    },
    failed: {
      heading: 'Non connecté',
      told: 'Calendly n’a pas terminé l’opération. Rien n’a été enregistré.',
      wayOut: 'Réessayez ; si cela se reproduit, prévenez {app}.',
    },
  },
  manage: {
    heading: 'Votre Calendly dans {app}',
    as: 'Connecté en tant que {email}',
    since: 'depuis le {date}',
    disconnect: 'Déconnecter',
    nobody: 'Votre Calendly n’est pas connecté à {app}',
    nobodyMeans: 'Il n’y a rien à déconnecter.',
    ask: 'Déconnecter votre Calendly de {app} ?',
    keep: 'Rester connecté',
    access: 'L’accès à votre Calendly est rendu.',
    token:
      'Votre jeton d’accès personnel est effacé ici ; supprimez-le aussi chez Calendly, personne d’autre ne le peut.',
    telling: 'Calendly n’informe plus {app} de vos rendez-vous.',
    secrets: 'Tout ce qui ouvre votre Calendly est effacé ici.',
    meetingsStay: {
      one: '{n} rendez-vous connu de {app} y reste.',
      other: '{n} rendez-vous connus de {app} y restent.',
    },
    meetingsGo: { one: '{n} rendez-vous est effacé.', other: '{n} rendez-vous sont effacés.' },
    working: 'Déconnexion en cours',
    workingMeans: 'Calendly est prié de tout relâcher. Cette page dira quand c’est fait.',
    gone: 'Déconnecté',
    goneMeans: 'Il ne reste rien de {app} dans votre Calendly, et rien ici ne l’ouvre plus.',
    left: 'L’accès avait déjà pris fin ; un abonnement peut donc encore exister chez Calendly. Ce qu’il envoie est refusé, et Calendly le désactive de lui-même.',
    proof: 'Preuve du {when} : {id}',
  },
  again: 'Réessayer',
  back: 'Retour à {app}',
  done: 'Terminé',
};
