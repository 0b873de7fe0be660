// Rows of the store that could not be used, as the first page shows them.
import type { Store } from '../storage/store.ts'
import type { Overview } from './views.ts'

/** Rows that are named. */
const SHOWN = 5

export function setAsideOf({ setAside }: Pick<Store, 'setAside'>): Overview['setAside'] {
  return {
    rows: setAside.counts().reduce((sum, { rows }) => sum + rows, 0),
    first: setAside.all().slice(0, SHOWN),
  }
}
