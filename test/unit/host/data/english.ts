import type { Localizer } from '../../../../src/host/data/localizer';

/** Texts as VS Code shows them without a translation. */
export const english: Localizer = {
  env: { language: 'en' },
  l10n: {
    t: (message, ...values) => message.replaceAll(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
  },
};
