// Elements from data. Text is only ever text, and what strangers wrote is isolated.

/** `el('a.button', { href }, 'Open')`; properties that start with `on` listen, the others are attributes. */
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** Isolated, with a sign for what would hide or turn it around. */
export function foreign(text) {
  return el('bdi', {}, String(text).replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '␣'));
}

/** In UTC, to the second where machines wrote it, to the minute where people meet. */
export function when(iso, to = 'second') {
  if (!iso) return '–';
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' };
  const day = new Date(iso).toLocaleDateString('en-GB', options).replace(',', '');
  return el('time', { datetime: iso }, `${day} ${iso.slice(11, to === 'minute' ? 16 : 19)}`);
}

/** A table whose cells carry their column's name, for screens too narrow for columns. */
export function table(caption, columns, rows) {
  if (rows.length === 0) return el('p.muted.empty', {}, `No ${caption}.`);
  return el(
    'table.rows',
    {},
    el('caption.unseen', {}, caption),
    el('thead', {}, el('tr', {}, ...columns.map((column) => el('th', { scope: 'col' }, column)))),
    el(
      'tbody',
      {},
      ...rows.map((cells) =>
        el(
          'tr',
          {},
          ...cells.map((cell, index) => el('td', { 'data-label': columns[index] }, el('div', {}, cell))),
        ),
      ),
    ),
  );
}

/** `of` tells buttons of the same words apart for whoever does not see the row. */
export function button(words, key, press, of) {
  const name = of && `${words}: ${of}`;
  return el(
    'button.button.small.quiet',
    { type: 'button', 'data-key': key, onclick: press, 'aria-label': name },
    words,
  );
}
