import { connectCalendly, goConnectCalendly, takeReturned } from 'slotwire/connect';

const status = document.querySelector('#status');
const show = (text) => {
  status.textContent = text;
};

/** Of this application's own backend. */
async function makeSession(wanted) {
  const answer = await fetch(`/session?${new URLSearchParams(wanted)}`, { method: 'POST' });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function inWindow(purpose) {
  const result = await connectCalendly({
    session: () => makeSession({ purpose, way: 'window' }),
    onProgress: ({ stage }) => show(stage),
  });
  if (result.outcome !== 'blocked') return show(result.words ?? result.outcome);
  const link = Object.assign(document.createElement('a'), { href: result.url, textContent: 'Open it here' });
  status.replaceChildren(link);
}

function onPress(id, work) {
  document.querySelector(id).addEventListener('click', () => work().catch((error) => show(error.message)));
}

onPress('#in-a-window', () => inWindow('connect'));
onPress('#manage', () => inWindow('manage'));
onPress('#here', () => goConnectCalendly(() => makeSession({ purpose: 'connect', way: 'here' })));

const returned = takeReturned();
if (returned) show(returned.code ?? returned.outcome);
