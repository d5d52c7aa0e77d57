/**
 * What people type who mean harm, and what people type who mean none and break pages all the same. Every text
 * ends in a mark of its own, `¦17¦`, by which it is found again; markup of ours in it carries `data-hostile`.
 */

/** Called by whatever of a text comes to run. */
const run = 'canary()';
const elsewhere = 'hostile.example.com';

const breakouts = [
  ...['', '">', "'>", '`>', '</bdi>', '</title>', '</script>', '</style>', '-->', ']]>', '</textarea>'],
];
const markup = [
  `<img src=x onerror=${run} data-hostile>`,
  `<script data-hostile>${run}</script>`,
  `<svg/onload=${run} data-hostile>`,
  `<iframe srcdoc="<script>parent.${run}</script>" data-hostile></iframe>`,
  `<a href="javascript:${run}" data-hostile>open</a>`,
  '<style data-hostile>*{display:none!important}</style>',
  `<details open ontoggle=${run} data-hostile>`,
  `<base href="//${elsewhere}/" data-hostile>`,
  `<form action="//${elsewhere}/" data-hostile><button>go</button></form>`,
  `<link rel=stylesheet href="//${elsewhere}/x.css" data-hostile>`,
  `<meta http-equiv=refresh content="0;url=//${elsewhere}/" data-hostile>`,
  `<object data="//${elsewhere}/x" data-hostile></object>`,
  `<video data-hostile><source src=x onerror=${run}></video>`,
  `<input autofocus onfocus=${run} data-hostile>`,
  `<math><mi xlink:href="javascript:${run}" data-hostile>x</mi></math>`,
  '<table data-hostile><tr><td>x</table></div></div></main>',
];
const addresses = [
  `javascript:${run}//`,
  `JaVaScRiPt:${run}//`,
  `java\tscript:${run}//`,
  `\u0001javascript:${run}//`,
  `javascript&colon;${run}//`,
  `data:text/html,<script>${run}</script>`,
  `vbscript:${run}`,
  `//${elsewhere}/`,
  `https://${elsewhere}/?q=`,
  `https://localhost@${elsewhere}/`,
  'file:///etc/passwd#',
  '../../../../etc/passwd',
];
const around = ['', '[click](', '" href="', "' onmouseover='", 'url('];
const languages = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are texts
  ...['{{7*7}}', '${canary()}', '<%= canary() %>', '#{canary()}', '{% raw %}', '[[${canary()}]]'],
  ...['{{constructor.constructor("canary()")()}}', '$(touch x)', '`id`', '; ls -la #', '| cat /etc/passwd'],
  ...['=1+1', '@SUM(1+1)', '+1+1', '-1+1', '=HYPERLINK("//hostile.example.com","x")', '\t=1+1'],
  ...[
    "' or '1'='1",
    "'; drop table meetings; --",
    '1 union select null--',
    "\\'; --",
    '%',
    '_%_',
    "E'\\x00'",
  ],
  ...['{"a":1}', '"}]', '\\u0000', '\\ud800', '\\', '\\"', '{"__proto__":{"x":1}}', ']]}', '/*', '*/'],
  ...[
    '%s%s%s%n',
    '%d',
    '{0}',
    '%00',
    '%0d%0aset-cookie: x=1',
    '\r\nset-cookie: x=1',
    '&lt;b&gt;',
    '&#0;',
    '&',
  ],
  ...[
    '\u001b[31mred',
    '\u001b]8;;//hostile.example.com\u0007link',
    '\u001b[2J',
    '\u009b31m',
    '\u0008\u0008\u0008x',
  ],
  ...[
    '}*{display:none}',
    'expression(canary())',
    ';color:red',
    '@import "//hostile.example.com"',
    '!important',
  ],
  ...[
    '__proto__',
    'constructor',
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '-0',
    '1e309',
    '[object Object]',
    '[]',
  ],
  ...[
    'CON',
    'nul.txt',
    '$&',
    '$1',
    "$'",
    '(?:a+)+$',
    '.*',
    '^',
    '# heading',
    '**bold**',
    '| a | b |',
    '~~~',
    ':)',
  ],
];
const turning = [...'\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'];
const controls = Array.from({ length: 66 }, (_, index) =>
  String.fromCharCode(index < 32 ? index : index - 32 + 0x7f),
).filter((sign) => sign !== '\u00a0');
const invisible = [
  ...'\u00ad\u034f\u115f\u180e\u200b\u200c\u200d\u2028\u2029\u2060\u2061\u2800\u3164\ufeff\ufff9\ufffc\ufffd\ufffe\uffff',
  '\u{e0001}\u{e0068}\u{e0069}',
  '\u{f0000}',
  '\ue000',
];
const halves = ['\ud800', '\udbff', '\udc00', '\udfff', '\udc00\ud800', '\ud83d\ud83d\ude00', '\ud83d\u200d'];
const scripts = [
  ...[
    'مرحبا بالعالم',
    'שלום עולם',
    'مرحبا (abc) 123 שלום',
    'ไทยไม่มีช่องว่างระหว่างคำ',
    'नमस्ते दुनिया',
    '日本語の長い文章です',
  ],
  ...[
    '한국어',
    'ﷺ',
    '﷽',
    '𒐫',
    '𝕳𝖊𝖑𝖑𝖔',
    'Ｗｉｄｅ',
    'İıIi',
    'ß',
    'ﬃ',
    'Å Å Å',
    'e\u0301',
    '꧁꧂',
    'ᚠᛇᚻ',
    '𓀀𓂀',
    '⠓⠊',
  ],
  ...['👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪🇫🇷🇯', '👍🏿', '🗓️', '1️⃣', '☺️☺︎', '🫠', '‼', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
];
const repeated: [string, number[]][] = [
  ['W', [60, 300, 10_000]],
  ['word ', [40, 2000]],
  ['i', [100, 9999]],
  ['_', [200]],
  ['/', [200]],
  ['﷽', [60]],
  ['字', [120, 3000]],
  ['👩‍👩‍👧‍👦', [40, 900]],
  ['مرحبا', [60]],
  ['\n', [2, 60]],
  ['\t', [40]],
  [' ', [80]],
  ['\u3000', [80]],
  ['\u00a0', [300]],
  ['\u200b', [500]],
  ['\u202e', [100]],
  ['\u0000', [50]],
  ['<', [500]],
  ['&amp;', [200]],
  ['"', [200]],
  ['{{', [200]],
  ['[', [3000]],
];
const marksAbove = [1, 5, 20, 100, 400].map((count) => `a${'\u0301\u0489\u20dd\u0336'.repeat(count)}b`);

const plainly = [
  ...breakouts.flatMap((before) => markup.map((part) => before + part)),
  ...around.flatMap((before) => addresses.map((part) => before + part)),
  ...languages,
  ...turning.flatMap((sign) => [`cod${sign}exe.txt`, `${sign.repeat(9)}abc (אבג)`]),
  ...controls.map((sign) => `a${sign}b`),
  ...invisible.flatMap((sign) => [`in${sign}visible`, sign.repeat(9)]),
  ...halves.map((half) => `half ${half} of it`),
  ...scripts,
  ...repeated.flatMap(([sign, counts]) => counts.map((count) => sign.repeat(count))),
  ...marksAbove,
];

export const texts: readonly string[] = plainly.map((text, index) => `${text}¦${index}¦`);

/** As an address that the emulator takes: its own rule, and nothing more. */
export function asEmail(text: string, domain: string): string {
  return `${text.replace(/[\s@]/g, '')}@${domain}`;
}

/**
 * What is compared: the text, with one sign for whatever the pages show by a sign in its place. Our pages and the
 * emulator's choose different signs; that none of it stands there as it was is told apart from this.
 */
export function shownAs(text: string): string {
  return text.toWellFormed().replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\u2400-\u2421␣]/gu, '·');
}
