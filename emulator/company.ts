/** The invented company Harbor & Finch: people, what they offer, and who books with them. Nobody here exists. */
import {
  type EventType,
  type LocationChoice,
  type Question,
  type Role,
  type Rule,
  type User,
  weekdays,
} from './entities.ts';

export const companyName = 'Harbor & Finch';

interface Employee {
  name: string;
  role: Role;
  timezone: string;
  timeNotation: User['timeNotation'];
  offers: (keyof typeof offers)[];
}

export const employees: Employee[] = [
  employee('Mara Lind', 'Europe/Stockholm', '24h', ['intro', 'review', 'workshop'], 'owner'),
  employee('Theo Harbor', 'America/New_York', '12h', ['intro', 'visit', 'proposal'], 'admin'),
  employee('Ines Carvalho', 'Europe/Lisbon', '24h', ['intro', 'phone', 'review']),
  employee('Kwame Adjei', 'Africa/Accra', '24h', ['intro', 'phone', 'checkIn']),
  employee('Yuki Tanabe', 'Asia/Tokyo', '24h', ['intro', 'review', 'anywhere']),
  employee('Elena Marsh', 'America/Los_Angeles', '12h', ['intro', 'desk', 'workshop']),
  employee('Rafael Quint', 'America/Sao_Paulo', '24h', ['intro', 'phone', 'review']),
  employee('Nora Bergdal', 'Europe/Oslo', '24h', ['intro', 'visit', 'checkIn']),
  employee('Sanjay Mehrotra', 'Asia/Kolkata', '12h', ['intro', 'review', 'proposal']),
  employee('Chloe Ferrant', 'Europe/Paris', '24h', ['intro', 'visit', 'anywhere']),
  employee('Dominic Vale', 'Europe/London', '24h', ['intro', 'phone', 'workshop']),
  employee('Hana Prokop', 'Europe/Prague', '24h', ['intro', 'checkIn', 'review']),
];

function employee(
  name: string,
  timezone: string,
  timeNotation: User['timeNotation'],
  offered: (keyof typeof offers)[],
  role: Role = 'user',
): Employee {
  return { name, role, timezone, timeNotation, offers: offered };
}

type Offer = Pick<
  EventType,
  | 'name'
  | 'slug'
  | 'kind'
  | 'poolingType'
  | 'seats'
  | 'durationMinutes'
  | 'durationOptions'
  | 'color'
  | 'description'
> & {
  locations: LocationChoice[];
  questions: Question[];
  /** Who hosts beside the owner, by place in the company. */
  others: number;
};

const discuss = question('What would you like to discuss?', 'text');

export const offers = {
  intro: offer('Intro call', 30, [{ kind: 'google_conference' }], '#8247f5', [discuss], {
    description: 'A first conversation about what you have in mind.',
  }),
  review: offer('Project review', 60, [{ kind: 'zoom_conference' }], '#0069ff', [
    question('Which project is it about?', 'string', true),
    discuss,
  ]),
  phone: offer('Phone consultation', 15, [{ kind: 'outbound_call' }], '#17b38b', []),
  visit: offer(
    'Office visit',
    60,
    [
      {
        kind: 'physical',
        location: '14 Quay Street, third floor',
        additionalInfo: 'Ring at Harbor & Finch.',
      },
    ],
    '#e55c00',
    [
      question('How many of you will come?', 'single_select', true, ['Just me', 'Two', 'Three or more']),
      question('Where can we reach you on the way?', 'phone_number'),
    ],
  ),
  checkIn: offer('Check-in', 30, [{ kind: 'microsoft_teams_conference' }], '#4d5055', [discuss]),
  anywhere: offer(
    'Coffee and a question',
    30,
    [
      { kind: 'custom', location: 'Wherever suits you' },
      { kind: 'google_conference' },
      { kind: 'ask_invitee' },
      { kind: 'outbound_call' },
    ],
    '#f8e436',
    [discuss],
    { durationOptions: [15, 30, 60] },
  ),
  workshop: offer(
    'Pricing workshop',
    90,
    [{ kind: 'zoom_conference' }],
    '#ff4f00',
    [
      {
        ...question('What do you hope to take away?', 'multi_select', false, [
          'Numbers',
          'A method',
          'Company',
        ]),
        includeOther: true,
      },
    ],
    { kind: 'group', seats: 8, description: 'Up to eight of you and one of us, with your own figures.' },
  ),
  proposal: offer('Proposal walk-through', 45, [{ kind: 'zoom_conference' }], '#ccf000', [discuss], {
    poolingType: 'collective',
    others: 1,
  }),
  desk: offer('Support desk', 30, [{ kind: 'google_conference' }], '#0ae8f0', [discuss], {
    poolingType: 'round_robin',
    others: 2,
  }),
};

function offer(
  name: string,
  durationMinutes: number,
  locations: LocationChoice[],
  color: string,
  questions: Question[],
  more: Partial<Offer> = {},
): Offer {
  return {
    name,
    slug: name.toLowerCase().replaceAll(' ', '-'),
    kind: 'solo',
    poolingType: null,
    seats: 1,
    durationMinutes,
    durationOptions: null,
    color,
    description: null,
    locations,
    questions: questions.map((each, position) => ({ ...each, position })),
    others: 0,
    ...more,
  };
}

function question(
  name: string,
  type: Question['type'],
  required = false,
  answerChoices: string[] = [],
): Question {
  return { name, type, position: 0, enabled: true, required, answerChoices, includeOther: false };
}

/** Nine to twelve and one to five, Monday to Friday. */
export const officeHours: Rule[] = weekdays.slice(1, 6).map((wday) => ({
  type: 'wday',
  wday,
  intervals: [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ],
}));

export const inviteeFirstNames = [
  'Ada',
  'Bruno',
  'Celia',
  'Dario',
  'Esme',
  'Felix',
  'Greta',
  'Hugo',
  'Iris',
  'Jules',
  'Kira',
  'Leon',
  'Mina',
  'Nils',
  'Odile',
  'Pavel',
  'Quinn',
  'Rosa',
  'Samir',
  'Tessa',
  'Umar',
  'Vera',
  'Wanda',
  'Xenia',
  'Yves',
  'Zora',
];
export const inviteeLastNames = [
  'Ambrose',
  'Brandt',
  'Castell',
  'Delorme',
  'Ekman',
  'Fairley',
  'Galloway',
  'Holt',
  'Iversen',
  'Jarvis',
  'Keller',
  'Lorne',
  'Moretti',
  'Nyberg',
  'Osman',
  'Pryce',
  'Rask',
  'Sorel',
  'Tran',
  'Underhill',
  'Voss',
  'Winter',
];
export const inviteeZones = [
  'America/New_York',
  'Europe/Berlin',
  'Europe/London',
  'Asia/Singapore',
  'America/Chicago',
  'Australia/Sydney',
];
export const topicsToDiscuss = [
  'Pricing',
  'The spring launch',
  'A second opinion',
  'Moving our archive',
  'Next year’s budget',
  'Hiring',
];
export const reasonsToCancel = ['Something came up', 'Conflict', 'No longer needed', null, 'Ill today'];
