// One entry of the key of a chart: the mark as the chart draws it, and what it stands for.
import { type Html, html } from '../../html.ts'

/** `kind` is the class of the mark in the chart. */
export function key(kind: 'line' | 'raw' | 'bounds' | 'band' | 'onset' | 'release', label: string): Html {
  return html`<span class="key"><svg width="18" height="12" viewBox="0 0 18 12" aria-hidden="true">${mark(kind)}</svg>${label}</span>`
}

function mark(kind: string): Html {
  if (kind === 'release') return html`<path class="release" d="M4,11h10l-5,-9z"/>`
  return kind === 'line' || kind === 'raw'
    ? html`<path class="${kind}" d="M0,6L18,6"/>`
    : html`<rect class="${kind}" width="18" height="12"/>`
}
