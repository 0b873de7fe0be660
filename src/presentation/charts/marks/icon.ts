// The icon of the pages.

/** A small flame that leans. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1b1d21"/><path d="M5 24l7-3 6 1 4-8 5-8" fill="none" stroke="#efbd5c" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`
