/**
 * HTML that is safe by construction: whatever stands in a template is escaped unless it is itself Html,
 * and only the template makes Html. Attributes are always written in double quotes.
 */
const made = Symbol('html');

export interface Html {
  readonly [made]: string;
}
export type Content = Html | string | number | false | null | undefined | readonly Content[];

export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return {
    [made]: parts.map((part, index) => part + (index in values ? toText(values[index]) : '')).join(''),
  };
}

export function render(page: Html): string {
  return page[made];
}

/** Text that a stranger wrote: turned about only within itself, its control characters and overrides of direction shown as signs. */
export function foreign(text: string): Html {
  return html`<bdi>${text.replace(controls, toSign)}</bdi>`;
}

function toText(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value !== 'object') return String(value).replace(/[&<>"']/g, (sign) => escapes[sign]!);
  return made in value ? value[made] : value.map(toText).join('');
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const controls = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

function toSign(control: string): string {
  const code = control.charCodeAt(0);
  if (code === 0x7f) return '␡';
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '␣';
}
