/** A hundred thousand deliveries as the API would tell them, and how smoothly a list of them scrolls. */
import type { Locator, Page } from '@playwright/test';
import type { Delivery, Page as PageOf } from '../../sdk/index.ts';

const many = 100_000;

/** Each page of the answers is told by its first. */
export async function pretendMany(page: Page, like: Delivery): Promise<void> {
  const idOf = (index: number) => `dlv_${String(many - index).padStart(32, '0')}`;
  await page.route(/\/api\/v1\/deliveries\?/, (route) => {
    const cursor = new URL(route.request().url()).searchParams.get('cursor');
    const first = cursor ? many - Number(cursor.slice(4)) : 0;
    const items = Array.from({ length: Math.min(100, many - first) }, (_, at) => ({
      ...like,
      id: idOf(first + at),
    }));
    const next = first + 100;
    return route.fulfill({
      json: { items, nextCursor: next < many ? idOf(next) : null } satisfies PageOf<Delivery>,
    });
  });
  await page.route(/\/api\/v1\/deliveries\/count/, (route) =>
    route.fulfill({ json: { count: 98_765, exact: false } }),
  );
}

/** Milliseconds from each frame to the next, shortest first, while so many pixels are scrolled in each. */
export function frameTimes(list: Locator, pixels: number): Promise<number[]> {
  return list.evaluate(async (scroller, step) => {
    const took: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (let frame = 0; frame < 600; frame++) {
      scroller.scrollTop += step;
      const now = await new Promise<number>(requestAnimationFrame);
      took.push(now - last);
      last = now;
    }
    return took.sort((one, other) => one - other);
  }, pixels);
}
