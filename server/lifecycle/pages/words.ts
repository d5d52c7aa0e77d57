/** What the end user's pages say, in the languages that they speak; and which of them somebody is spoken to in. */
import { de } from './words-de.ts';
import { en } from './words-en.ts';
import { es } from './words-es.ts';
import { fr } from './words-fr.ts';

export const languages = ['en', 'de', 'fr', 'es'] as const;
export type Language = (typeof languages)[number];

/** `{app}`, `{person}` and the like stand for what is known only then. */
export interface PageWords {
  connect: {
    heading: string;
    asks: string;
    may: Record<Permission, string>;
    go: string;
    password: string;
    keeps: string;
    erases: string;
    linkFor: string;
    link: string;
    minutes: Plural;
  };
  connected: { heading: string; as: string; permissions: string; reading: string; close: string };
  /** Another Calendly person signed in than the one before. */
  other: {
    heading: string;
    told: string;
    keep: string;
    keepMeans: string;
    change: string;
    changeKeeps: string;
    changeErases: string;
  };
  ended: Record<Ending, { heading: string; told: string; wayOut: string }>;
  manage: {
    heading: string;
    as: string;
    since: string;
    disconnect: string;
    nobody: string;
    nobodyMeans: string;
    ask: string;
    keep: string;
    access: string;
    /** In its place, of a personal access token. */
    token: string;
    telling: string;
    secrets: string;
    meetingsStay: Plural;
    meetingsGo: Plural;
    working: string;
    workingMeans: string;
    gone: string;
    goneMeans: string;
    left: string;
    proof: string;
  };
  again: string;
  back: string;
  done: string;
}

export type Permission = 'meetings' | 'news' | 'eventTypes' | 'availability' | 'acting' | 'person';
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** How it can end without a connect; `failed` stands for all that an end user cannot mend. */
export type Ending =
  | 'link_ended'
  | 'link_unknown'
  | 'other_browser'
  | 'consent_declined'
  | 'scope_missing'
  | 'calendly_unreachable'
  | 'client_refused'
  | 'tried_too_often'
  | 'account_disconnecting'
  | 'kept'
  | 'failed';

const all: Readonly<Record<Language, PageWords>> = { en, de, fr, es };

export function wordsIn(language: Language): PageWords {
  return all[language];
}

/** The one that was asked for, else the first of a browser's own (`Accept-Language`) that we speak, else English. */
export function chooseLanguage(wanted: string | null, accepted: string | undefined): Language {
  const asked = (accepted ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/\s*;\s*q=/);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
  const spoken = [wanted ?? '', ...asked].map((tag) => tag.toLowerCase().split('-')[0]);
  return languages.find((one) => one === spoken.find((tag) => languages.includes(tag as Language))) ?? 'en';
}
