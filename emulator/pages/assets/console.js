// The console: reads the control interface each second while it is looked at, shows the chosen section, and
// tells what each action caused. What has not changed is not drawn again, so nothing moves under the hand.
import { faultForm, faults } from './console-faults.js';
import { sections as plain } from './console-sections.js';

const { modes, requests, ...first } = plain;
const sections = { ...first, faults, modes, requests };
const everyMs = 1000;
/** As long as deliveries of an action usually need. */
const settleMs = 800;

const place = document.getElementById('section');
const above = document.getElementById('above');
const told = document.getElementById('told');

const chosen = () => (Object.hasOwn(sections, location.hash.slice(1)) ? location.hash.slice(1) : 'people');

async function call(method, path, body) {
  const response = await fetch(`/_emulator${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function act(method, path, body, words) {
  try {
    const before = await countDeliveries();
    const answer = await call(method, path, body);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const after = await countDeliveries();
    told.textContent = [words(answer), ...causedBy(before, after)].join(' · ');
  } catch (error) {
    told.textContent = `Not done: ${error.message}`;
  }
  refresh();
}

async function countDeliveries() {
  const { deliveries } = await call('GET', '/dump?kinds=deliveries');
  const waiting = deliveries.filter((delivery) => delivery.state === 'waiting');
  return {
    sent: deliveries.reduce((sum, delivery) => sum + delivery.attempts.length, 0),
    waiting: waiting.length,
    next: waiting
      .map((delivery) => delivery.nextAttemptAt)
      .filter(Boolean)
      .sort()[0],
  };
}

function causedBy(before, after) {
  const sent = after.sent - before.sent;
  const until = after.next ? ` until ${after.next.slice(11, 16)} UTC` : '';
  return [
    sent > 0 && `${sent} ${sent === 1 ? 'delivery' : 'deliveries'} sent`,
    after.waiting > 0 && `${after.waiting} ${after.waiting === 1 ? 'waits' : 'wait'}${until}`,
  ].filter(Boolean);
}

let drawn = '';
let timer;

async function refresh() {
  clearTimeout(timer);
  const name = chosen();
  try {
    const [data] = await Promise.all([call('GET', sections[name].reads), refreshBar()]);
    const state = name + JSON.stringify(data);
    if (name === chosen() && state !== drawn) {
      drawn = state;
      draw(sections[name], data);
    }
  } catch {
    document.querySelector('.bar p').textContent = 'The emulator does not answer. Asking again each second.';
  }
  timer = setTimeout(() => document.hidden || refresh(), everyMs);
}

/** Clock and faults stand in the bar of every page, this one's too. */
async function refreshBar() {
  const page = new DOMParser().parseFromString(await (await fetch('/_emulator/')).text(), 'text/html');
  const [fresh, shown] = [page.querySelector('.bar'), document.querySelector('.bar')];
  if (fresh.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement))
    shown.replaceWith(document.adoptNode(fresh));
}

/** Draws a section anew; what was unfolded stays so, and the focus stays where it was. */
function draw(section, data) {
  const focused = document.activeElement?.closest('[data-key]')?.dataset.key;
  const open = [...place.querySelectorAll('details[open]')].map((details) => details.dataset.key);
  place.replaceChildren(...[section.show(data, act)].flat().filter(Boolean));
  for (const element of place.querySelectorAll('[data-key]')) {
    if (open.includes(element.dataset.key)) element.open = true;
    if (element.dataset.key === focused) (element.querySelector('summary') ?? element).focus();
  }
}

function choose() {
  const name = chosen();
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.getElementById('title').textContent = sections[name].title;
  document.title = `${sections[name].title} · Console · Emulator`;
  above.replaceChildren(...(name === 'faults' ? [faultForm(act)] : []));
  place.replaceChildren();
  drawn = '';
  refresh();
}

const hours = { hour: 3600, day: 86_400, quarter: 90 * 86_400 };

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => {
    const { advance } = button.dataset;
    act('POST', '/clock', { advanceSeconds: hours[advance] }, () => `Clock moved ${button.textContent}`);
  });
}
document.getElementById('to-next').addEventListener('click', async () => {
  const { next } = await countDeliveries();
  if (next)
    act('POST', '/clock', { to: next }, () => `Clock moved to ${next.slice(0, 16).replace('T', ' ')} UTC`);
  else told.textContent = 'No delivery waits.';
});
document.getElementById('reset').addEventListener('submit', (event) => {
  event.preventDefault();
  const seed = Number(new FormData(event.target).get('seed'));
  event.target.closest('details').open = false;
  act('POST', '/reset', { seed }, () => `Started afresh with company ${seed}`);
});

addEventListener('hashchange', choose);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
choose();
