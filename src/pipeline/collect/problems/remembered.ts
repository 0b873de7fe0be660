// Lists that are kept beside a source, in the memory that it keeps its own records in, under an owner as no source can be called.
import type { SourceStore } from '../../../storage/store.ts'

/** A name that begins with `#` is that of no source. */
type ListOwner = `#${string}`

/** Plain JSON. What is damaged, or none of it, is as good as none. */
export function recallList<T>(
  store: Pick<SourceStore, 'recall'>,
  owner: ListOwner,
  source: string,
  isOne: (value: unknown) => value is T,
): readonly T[] {
  const value = store.recall(owner, source)
  if (value === null) return []
  try {
    const list: unknown = JSON.parse(new TextDecoder().decode(value))
    return Array.isArray(list) ? list.filter(isOne) : []
  } catch {
    return []
  }
}

/** Must run inside a commit. */
export function rememberList(
  store: Pick<SourceStore, 'remember'>,
  owner: ListOwner,
  source: string,
  list: readonly unknown[],
): void {
  store.remember(owner, [{ key: source, value: new TextEncoder().encode(JSON.stringify(list)) }])
}
