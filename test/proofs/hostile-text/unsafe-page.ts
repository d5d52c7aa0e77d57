/** A page that does everything wrong, made of the same texts: the judge must see each of its wrongs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from '@playwright/test';
import { look, watch } from './judge.ts';
import { texts } from './texts.ts';

const seen = [
  'a text ran',
  'asked another origin',
  'a frame went to',
  'a control character stands there as it is',
  'a control character stands as it is in title',
  'a text is not isolated',
  'a text became elements',
  'a text became href',
  'a text leaves the page',
  'the page scrolls sideways',
  'a part scrolls sideways',
  'a text leaves its row',
  'rows lie upon each other',
];

/** The wrongs that were not seen. */
export async function missedOfUnsafePage(browser: Browser): Promise<string[]> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><meta charset="utf-8"><main></main>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = await browser.newContext();
  try {
    const watching = await watch(context, [url]);
    const page = await context.newPage();
    await page.goto(url);
    await page.evaluate(spoil, texts);
    const happened = await page.waitForFunction(() => document.body.dataset.ran).then(() => watching.take());
    const { wrong } = await look(page);
    return seen
      .filter((what) => ![...happened, ...wrong].some((words) => words.startsWith(what)))
      .map((what) => `the judge does not see: ${what}`);
  } finally {
    await context.close();
    server.close();
  }
}

/** Runs in the page. Markup that would leave it or hide it is left out, or nothing could be looked at. */
function spoil(all: readonly string[]): void {
  const main = document.querySelector('main')!;
  const row = (inner: string) =>
    `<div role="row" style="height:20px;margin-bottom:-8px;white-space:nowrap">${inner}</div>`;
  const usual = all.filter((text) => !/<(style|base|meta|form|link)/i.test(text));
  const rows = usual.map((text) => row(`${text} <bdi>${text}\n</bdi>`));
  main.innerHTML = `<div role="rowgroup">${rows.join('')}</div><div style="overflow:auto;width:90px">${'W'.repeat(99)}</div>`;
  for (const text of usual.slice(0, 40).concat(usual.filter((one) => one.includes('\u202e')))) {
    const link = document.createElement('a');
    link.href = text;
    link.title = text;
    link.textContent = text;
    main.append(link);
  }
  const tall = document.createElement('div');
  tall.innerHTML = row('<bdi style="display:block;height:99px">¦0¦</bdi>');
  main.append(tall);
  setTimeout(() => {
    document.body.dataset.ran = 'yes';
  }, 500);
}
