/**
 * The judge of one page of a browser: whether anything of a text ran, left the page or became part of it, and whether
 * the layout held. It knows the pages only by what every page has: elements, rows, isolated text.
 */
import type { BrowserContext, Page } from '@playwright/test';

export interface Watch {
  /** What ran or went elsewhere since it was asked last. */
  take(): string[];
}

/** Listens to all pages of a context: before the first of them is opened. */
export async function watch(context: BrowserContext, origins: readonly string[]): Promise<Watch> {
  let happened: string[] = [];
  const tell = (what: string) => void happened.push(what);
  await context.exposeFunction('canary', () => tell('a text ran'));
  await context.route(
    (url) => url.protocol.startsWith('http') && !origins.includes(url.origin),
    (route) => {
      tell(`asked another origin: ${route.request().url().slice(0, 100)}`);
      return route.abort();
    },
  );
  context.on('dialog', (dialog) => {
    tell(`a dialog opened: ${dialog.type()}`);
    void dialog.dismiss();
  });
  context.on('weberror', (error) => tell(`an error of the page: ${error.error().message.slice(0, 200)}`));
  context.on('console', (message) => {
    if (/Content Security Policy/.test(message.text()))
      tell(`refused by policy: ${message.text().slice(0, 200)}`);
  });
  context.on('page', (page) => {
    page.on('popup', () => tell('a window opened'));
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) tell(`a frame went to ${frame.url().slice(0, 100)}`);
    });
  });
  return {
    take() {
      const taken = happened;
      happened = [];
      return taken;
    },
  };
}

export interface Seen {
  /** What is wrong with the page, each kind once, with an example. */
  wrong: string[];
  /** Every isolated text that stands there. */
  isolated: string[];
}

export function look(page: Page): Promise<Seen> {
  return page.evaluate(lookInPage);
}

/** Runs in the page, so it stands by itself. */
function lookInPage(): Seen {
  const mark = /¦\d+¦/;
  const hidden = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
  const scheme = /^\W*(javascript|vbscript|data):/i;
  const found = new Map<string, string>();
  const tell = (what: string, example: string) => {
    if (!found.has(what)) found.set(what, `${what}: ${JSON.stringify(example.slice(-120))}`);
  };
  const elements = [...document.body.querySelectorAll<HTMLElement>('*')];

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.nodeValue ?? '';
    const parent = walker.currentNode.parentElement!;
    if (parent.closest('script, style, .read-out, .unseen')) continue;
    if (hidden.test(text)) tell('a control character stands there as it is', text);
    // An option of a list is a paragraph of its own.
    if (mark.test(text) && !parent.closest('bdi, [role=option]')) tell('a text is not isolated', text);
  }
  for (const element of elements) {
    if (element.matches('[data-hostile]') || (element.matches('bdi') && element.childElementCount > 0))
      tell('a text became elements', element.outerHTML);
    for (const { name, value } of element.attributes) {
      if (/^(title|aria-label|alt)$/.test(name) && hidden.test(value))
        tell(`a control character stands as it is in ${name}`, value);
      if (/^(href|src|srcdoc|action|formaction|style)$/.test(name)) {
        const written = decodeURIComponent(value.replace(/%(?![\da-f]{2})/gi, '%25'));
        if (mark.test(written) || scheme.test(value)) tell(`a text became ${name}`, value);
      }
    }
  }

  const visible = (element: Element) => element.getClientRects().length > 0;
  const cuts = (element: Element) => getComputedStyle(element).overflowX !== 'visible';
  const cutBelow = (inner: Element, outer: Element) => {
    for (let at: Element | null = inner; at && at !== outer; at = at.parentElement) if (cuts(at)) return true;
    return cuts(outer);
  };
  const wide = 'section[aria-label="Raw bytes"], [aria-label="Calendar"], [aria-label="Calendar"] *';
  const page = document.documentElement;
  if (page.scrollWidth > window.innerWidth) tell('the page scrolls sideways', `${page.scrollWidth}`);
  for (const element of elements) {
    if (element.scrollWidth <= element.clientWidth + 1 || element.matches(wide)) continue;
    if (/auto|scroll/.test(getComputedStyle(element).overflowX))
      tell('a part scrolls sideways', element.outerHTML.slice(0, 120));
  }
  for (const text of elements.filter(
    (one) => one.matches('bdi') && mark.test(one.textContent) && visible(one),
  )) {
    const { right, bottom } = text.getBoundingClientRect();
    const cell = text.closest('[role=cell], td, dd');
    const row = text.closest('[role=row], tr');
    if (right > window.innerWidth + 1 && !cutBelow(text, document.body))
      tell('a text leaves the page', text.textContent);
    if (cell && right > cell.getBoundingClientRect().right + 1 && !cutBelow(text, cell))
      tell('a text leaves its place', text.textContent);
    if (row && bottom > row.getBoundingClientRect().bottom + 1 && !cutBelow(text, row))
      tell('a text leaves its row', text.textContent);
  }
  for (const group of document.querySelectorAll(
    '[role=rowgroup], tbody, #content ul, #content ol, main ul',
  )) {
    const places = [...group.children].filter(visible).map((row) => row.getBoundingClientRect());
    places.sort((one, other) => one.top - other.top || one.left - other.left);
    for (const [index, place] of places.entries()) {
      const next = places[index + 1];
      if (next && next.top < place.bottom - 1 && next.left < place.right - 1)
        tell('rows lie upon each other', group.children[index]?.textContent ?? '');
    }
  }
  const isolated = elements.filter((one) => one.matches('bdi')).map((one) => one.textContent);
  return { wrong: [...found.values()], isolated };
}
