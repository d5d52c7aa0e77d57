/** A page in every look it has: wide and narrow, light and dark, each without a finding of axe and without a sideways scroll. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const looks = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

/**
 * What axe finds fault with. `coloursOnly`: a page whose other look was looked at whole; a scheme changes nothing but
 * colours.
 */
export async function findingsOf(page: Page, coloursOnly = false): Promise<string[]> {
  // Joining what is found in frames takes a page of its own each time; what ours show in one is looked at by itself.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations, passes } = await (coloursOnly
    ? axe.withRules(['color-contrast'])
    : axe.withTags(tags)
  ).analyze();
  if (violations.length + passes.length === 0) throw new Error('axe looked at nothing');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

export function createLooks(page: Page) {
  const refusedByPolicy: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refusedByPolicy.push(message.text());
  });

  return async function checkInEveryLook(ready: () => Promise<void>): Promise<void> {
    for (const { width, height, colorScheme } of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      await ready();
      await page.waitForFunction(() =>
        document.getAnimations().every(({ playState }) => playState !== 'running'),
      );
      // No colour hangs on the width.
      if (colorScheme === 'light' || width > 390) {
        expect(await findingsOf(page, colorScheme === 'dark'), `${width} ${colorScheme}`).toEqual([]);
      }
      expect(await sidewaysScroll(page), `sideways scroll at ${width}`).toBe(0);
    }
    expect(refusedByPolicy).toEqual([]);
  };
}

export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const content = document.getElementById('content');
    return Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      content ? content.scrollWidth - content.clientWidth : 0,
    );
  });
}
