// The console without loading anew: asks for the same page each second and swaps what has changed, sends forms and
// tells what came of them. Nothing is drawn again under the hand, and what was unfolded stays so.
const everyMs = 1000;
/** Of the time that asking takes, so that large companies are not asked all the time. */
const restPerAsk = 5;

const pause = document.getElementById('pause');
/** As they came from the server, whatever was unfolded or typed since. */
const shown = new Map();
let latest = 0;
let timer;

function parts(page) {
  return [page.querySelector('.bar'), ...['next', 'live'].map((id) => page.getElementById(id))];
}

/** @param isOurs the answer to something pressed, which is shown whatever has the focus */
function show(page, isOurs) {
  const fresh = parts(page);
  for (const [index, part] of parts(document).entries()) {
    const written = fresh[index].innerHTML;
    if (shown.get(index) === written || (!isOurs && isInUse(part))) continue;
    shown.set(index, written);
    swap(part, fresh[index]);
  }
}

function isInUse(part) {
  const field = document.activeElement;
  return part.contains(field) && field.matches('input, select, textarea');
}

function swap(part, fresh) {
  const key = part.contains(document.activeElement) && document.activeElement.dataset.key;
  const open = [...part.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key);
  part.replaceChildren(...fresh.childNodes);
  for (const element of part.querySelectorAll('[data-key]')) {
    if (open.includes(element.dataset.key)) element.open = true;
    if (element.dataset.key === key) element.focus();
  }
}

async function ask(address, options) {
  const turn = ++latest;
  clearTimeout(timer);
  const began = performance.now();
  try {
    const answer = await fetch(address, options);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (options) document.getElementById('told').replaceChildren(...page.getElementById('told').childNodes);
    if (turn === latest) show(page, options !== undefined);
    return answer.ok;
  } catch {
    document.querySelector('.bar p').textContent = 'The emulator does not answer. Asking again each second.';
    shown.clear();
    return false;
  } finally {
    if (turn === latest) restFor(Math.max(everyMs, restPerAsk * (performance.now() - began)));
  }
}

function restFor(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(lookAgain, milliseconds);
}

function lookAgain() {
  if (document.hidden || pause.getAttribute('aria-pressed') === 'true') return;
  ask(location.href);
}

/** What narrows the section, as its address. */
function find(form) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== '');
  history.replaceState(null, '', `${location.pathname}?${new URLSearchParams(fields)}`);
  ask(location.href);
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.method === 'get') return find(form);
  const done = await ask(location.href, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (done && form.isConnected) form.closest('details')?.removeAttribute('open');
});
document.addEventListener('input', ({ target }) => {
  if (target.form?.hasAttribute('data-find')) find(target.form);
});
document.addEventListener('change', ({ target }) => {
  if (target.hasAttribute('data-at-once')) target.form.requestSubmit();
});
document.addEventListener('click', async ({ target }) => {
  const { copy } = target.dataset;
  if (!copy) return;
  await navigator.clipboard.writeText(document.getElementById(copy).textContent);
  target.textContent = 'Copied';
  target.removeAttribute('aria-label');
});
pause.addEventListener('click', () => {
  const isPaused = pause.getAttribute('aria-pressed') === 'true';
  pause.setAttribute('aria-pressed', String(!isPaused));
  restFor(0);
});
document.addEventListener('visibilitychange', lookAgain);

for (const [index, part] of parts(document).entries()) shown.set(index, part.innerHTML);
restFor(everyMs);
