/** Validations in the history of a sample, the newest ones. Data only: the page bundles it. */
export const mostMoments = 100;
