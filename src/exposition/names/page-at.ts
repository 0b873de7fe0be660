// Where a page is, for a label: none where nobody reaches the pages.

/** A label without a value is left out. */
export function pageAt(pages: string | null, path: string): string {
  return pages === null ? '' : `${pages.replace(/\/$/, '')}${path}`
}
