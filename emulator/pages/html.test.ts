import { expect, test } from 'vitest';
import { foreign, html, render } from './html.ts';

test('what is put in is escaped, what a template made is not', () => {
  const inner = html`<b>${'<script>"&\''}</b>`;
  expect(render(html`<p title="${'"x'}">${inner}</p>`)).toBe(
    '<p title="&quot;x"><b>&lt;script&gt;&quot;&amp;&#39;</b></p>',
  );
});

test('lists are joined, nothing and no leave nothing, zero stays', () => {
  expect(render(html`${[html`<i></i>`, 'a', null]}${undefined}${false}${0}`)).toBe('<i></i>a0');
});

test('an object that only looks made is not believed', () => {
  const forged = JSON.parse('{"html":"<script>"}');
  expect(() => render(html`${forged}`)).toThrow();
});

test('what strangers wrote is isolated and its control characters are shown', () => {
  expect(render(foreign('a\u0000\u001b\u007f\u202e\nb<'))).toBe('<bdi>a␀␛␡␣\nb&lt;</bdi>');
});
