import type { Page } from 'playwright-core';

/** What moves by itself, or would when it changes, one line each. */
export async function findMotion(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const name = (element: Element): string => `${element.localName}.${element.getAttribute('class') ?? ''}`;
    const roots: (Document | ShadowRoot)[] = [document];
    for (const root of roots) {
      for (const { effect } of root.getAnimations())
        found.add(`${name((effect as KeyframeEffect).target ?? document.body)} is animated`);
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) roots.push(element.shadowRoot);
        for (const pseudo of [null, '::before', '::after']) {
          const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element, pseudo);
          const where = `${name(element)}${pseudo ?? ''}`;
          if (animationName !== 'none') found.add(`${where} has the animation ${animationName}`);
          if (transitionDuration.split(', ').some((duration) => Number.parseFloat(duration) > 0))
            found.add(`${where} has a transition of ${transitionDuration}`);
          if (scrollBehavior === 'smooth') found.add(`${where} scrolls smoothly`);
        }
      }
    }
    return [...found];
  });
}
