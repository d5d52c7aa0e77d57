/** What a person is asked to do, and told. Nothing in it is secret. */
export type Step =
  | { kind: 'told'; words: string }
  /** Open the address and allow everything. */
  | { kind: 'authorize'; who: Who; open: string; words: string }
  | { kind: 'book'; open: string; words: string }
  | { kind: 'move'; open: string; invitee: string; words: string }
  /** Two people at one time. */
  | { kind: 'bookTwice'; open: string; eventType: string; words: string }
  | { kind: 'cancel'; open: string; invitee: string; words: string }
  /** Nothing to do: Calendly takes so long. */
  | { kind: 'wait'; untilSeconds: number; words: string };

export type Who = 'first' | 'again' | 'third' | 'elsewhere' | 'other_application';

/** Hears each step as it begins. */
export type TellPerson = (step: Step) => void;
