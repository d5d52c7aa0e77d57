// Choosing a time without loading the page anew, and by the keys of a calendar. Every link and the zone's
// form work by themselves; this fetches what they lead to and swaps the one part that differs.
const said = document.createElement('p');
said.className = 'unseen';
said.setAttribute('role', 'status');
document.body.append(said);

const picker = () => document.getElementById('picker');
const days = () => [...picker().querySelectorAll('[data-day]')];

let latest = 0;

/** Shows the picker of another address; `focus` names what is to have the focus then. */
async function show(address, focus, isBack = false) {
  const turn = ++latest;
  picker().setAttribute('aria-busy', 'true');
  const answer = await fetch(address).then(
    (response) => (response.ok ? response.text() : ''),
    () => '',
  );
  if (turn !== latest) return;
  const next = new DOMParser().parseFromString(answer, 'text/html').getElementById('picker');
  if (!next) {
    location.assign(address);
    return;
  }
  picker().replaceWith(document.adoptNode(next));
  if (!isBack) history.pushState(null, '', address);
  prepare();
  const found = focus && picker().querySelector(`[data-focus="${focus}"], [data-day="${focus}"]`);
  if (found) focusOn(found);
  said.textContent = picker().querySelector('[data-say]')?.dataset.say ?? 'Nothing free';
}

/** One day of the grid is a tab stop: the chosen one, else today's, else the first. */
function prepare() {
  const all = days();
  const stop =
    all.find((day) => day.closest('[aria-selected="true"]')) ??
    all.find((day) => day.hasAttribute('aria-current')) ??
    all[0];
  for (const day of all) day.tabIndex = day === stop ? 0 : -1;
}

function focusOn(element) {
  if (element.dataset.day) for (const day of days()) day.tabIndex = day === element ? 0 : -1;
  element.focus();
}

function goTo(day) {
  const found = days().find((element) => element.dataset.day === day);
  if (found) return focusOn(found);
  const forth = day > days()[0].dataset.day;
  const arrow = picker().querySelector(`[data-turn="${forth ? 'next' : 'previous'}"]`);
  if (arrow) show(arrow.href, day);
}

const moves = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
  Home: (day, week) => week[0] ?? day,
  End: (day, week) => week.at(-1) ?? day,
};

function addDays(day, count) {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The same day of another month, or its last where it is shorter. */
function addMonths(day, count) {
  const [year, month, date] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))).toISOString().slice(0, 10);
}

document.addEventListener('keydown', (event) => {
  const day = event.target.dataset?.day;
  const move = moves[event.key];
  if (!day || !move || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const week = [...event.target.closest('tr').querySelectorAll('[data-day]')];
  goTo(
    move(
      day,
      week.map((element) => element.dataset.day),
    ),
  );
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('#picker a[data-focus]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href, link.dataset.focus);
});

document.addEventListener('change', (event) => {
  if (event.target.id !== 'zone') return;
  show(`${location.pathname}?${new URLSearchParams(new FormData(event.target.form))}`, 'zone');
});

addEventListener('popstate', () => show(location.href, null, true));
prepare();
