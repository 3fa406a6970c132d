/** Ids of elements that speak of each other. */
export const tabID = (key: string): string => `tab:${key}`;
export const panelID = (key: string): string => `panel:${key}`;
