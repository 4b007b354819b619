// What of the page can be seen.

/** What matches in the instrument on show. */
export const shown = (selector) => document.querySelector(`[data-instrument]:not([hidden]) ${selector}`.trim());

export const visible = (element) => element.checkVisibility({ visibilityProperty: true });

export const firstVisible = (selector, within = document) => [...within.querySelectorAll(selector)].find(visible);
