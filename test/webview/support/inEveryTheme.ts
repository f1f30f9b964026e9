import assert from 'node:assert/strict';
import { findBarriers } from './findBarriers';
import type { OpenOptions, PanelPage } from './panelPage';
import { themes } from './themes';

/**
 * Holds a panel to accessibility in each theme of VS Code, and leaves a picture of each for a look.
 * @param name of the pictures
 */
export function inEveryTheme(
  name: string,
  open: (options: Pick<OpenOptions, 'theme'>) => Promise<Pick<PanelPage, 'page' | 'problems' | 'screenshot'>>,
): void {
  for (const theme of Object.values(themes))
    it(`is shown without a barrier in the ${theme.name} theme`, async () => {
      const panel = await open({ theme });
      assert.deepEqual(await findBarriers(panel.page), []);
      assert.deepEqual(panel.problems, []);
      await panel.screenshot(`${name}-${theme.name}`);
    });
}
