// All or none of the permissions at once, their count on the button, and people found while typing.
const form = document.getElementById('consent');
const search = document.getElementById('search');
const boxes = [...form.querySelectorAll('input[name="scope"]')];

for (const part of document.querySelectorAll('[data-scripted]'))
  part.hidden = part.dataset.scripted === 'away';

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  form.querySelector('[data-count]').textContent = ticked;
  form.querySelector('[value="allow"]').disabled = ticked === 0;
}

form.addEventListener('change', count);
form.addEventListener('click', (event) => {
  const { tick } = event.target.dataset;
  if (!tick) return;
  for (const box of boxes) box.checked = tick === 'all';
  count();
});

let latest = 0;
search.addEventListener('input', async () => {
  const turn = ++latest;
  const address = `${location.pathname}?${new URLSearchParams(new FormData(search.form))}`;
  const answer = await fetch(address).then((response) => response.text());
  if (turn !== latest) return;
  const found = new DOMParser().parseFromString(answer, 'text/html').getElementById('people');
  const chosen = form.querySelector('input[name="user"]:checked')?.value;
  document.getElementById('people').replaceWith(found);
  const again = [...form.querySelectorAll('input[name="user"]')].find((person) => person.value === chosen);
  if (again) again.checked = true;
});

count();
