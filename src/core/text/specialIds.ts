/** Ids of the special symbols, whatever the level. Padding is 0, so that a fresh buffer of ids is all padding. */
export const padId = 0;
export const unkId = 1;
export const bosId = 2;
export const eosId = 3;
/** Ids below this are special symbols. */
export const specialSymbolCount = 4;
