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
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      const findings = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      expect(findings, `${width} ${colorScheme}`).toEqual([]);
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
