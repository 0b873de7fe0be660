// Tables as Grafana makes them of the answers of Prometheus: a frame each query, then the transformations of the panel. A small twin of
// what the boards use of `@grafana/data`, which as a package brings two hundred others; compared with it, release 13.2.3.

export interface Field {
  name: string
  values: unknown[]
}

export type FrameOf = readonly Field[]

export interface Sample {
  metric: Readonly<Record<string, string>>
  value: number
}

/** The frame of an instant query in the format of a table: time, a column for each label, the value. No rows, no columns. */
export function frameOf(samples: readonly Sample[], valueName: string, at = 0): FrameOf {
  if (samples.length === 0) return []
  const labels = [...new Set(samples.flatMap(({ metric }) => Object.keys(metric)))].sort()
  return [
    { name: 'Time', values: samples.map(() => at) },
    ...labels.map(name => ({ name, values: samples.map(({ metric }) => metric[name] ?? '') })),
    { name: valueName, values: samples.map(({ value }) => value) },
  ]
}

type Transform = (frames: readonly FrameOf[], options: never) => readonly FrameOf[]

const TRANSFORMS: Readonly<Record<string, Transform>> = {
  merge,
  filterFieldsByName: (frames, { include }: { include: { names: string[] } }) =>
    frames.map(frame => frame.filter(({ name }) => include.names.includes(name))),
  organize: (frames, options: Organize) => frames.map(frame => organized(frame, options)),
  sortBy: (frames, { sort }: { sort: Array<{ field: string; desc?: boolean }> }) =>
    frames.map(frame => sorted(frame, sort)),
}

/** Throws where a panel uses a transformation that is not known here. */
export function transformed(
  frames: readonly FrameOf[],
  transformations: ReadonlyArray<{ id: string; options: unknown }>,
): readonly FrameOf[] {
  return transformations.reduce((some, { id, options }) => {
    const transform = TRANSFORMS[id]
    if (transform === undefined) throw new Error(`nobody has written a twin of the transformation ${id}`)
    return transform(some, options as never)
  }, frames)
}

/** Each row by the headings of its columns. */
export function rowsOf(frame: FrameOf): Array<Record<string, unknown>> {
  const length = frame[0]?.values.length ?? 0
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(frame.map(({ name, values }) => [name, values[i]])),
  )
}

/**
 * Rows that have the same values in all columns that every frame has are one, unless a column that only some frames have says
 * something else in each. A row that is like several is added to each of them.
 */
function merge(all: readonly FrameOf[]): readonly FrameOf[] {
  const frames = all.filter(frame => frame.length > 0)
  if (frames.length <= 1) return all.length <= 1 ? all : frames
  const names = [...new Set(frames.flatMap(frame => frame.map(({ name }) => name)))]
  const shared = names.filter(name => frames.every(frame => frame.some(field => field.name === name)))
  if (shared.length === 0) return frames
  const groups = new Map<string, Array<Record<string, unknown>>>()
  const rows: Array<Record<string, unknown>> = []
  for (const row of frames.flatMap(rowsOf)) {
    const key = JSON.stringify(shared.map(name => row[name]))
    const group = groups.get(key) ?? []
    groups.set(key, group)
    const alike = group.filter(other => agree(other, row))
    for (const one of alike) Object.assign(one, row)
    if (alike.length === 0) {
      const made = { ...row }
      group.push(made)
      rows.push(made)
    }
  }
  return [names.map(name => ({ name, values: rows.map(row => row[name]) }))]
}

function agree(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return Object.keys(other).every(name => one[name] === undefined || one[name] === other[name])
}

interface Organize {
  indexByName: Readonly<Record<string, number>>
  renameByName: Readonly<Record<string, string>>
}

function organized(frame: FrameOf, { indexByName, renameByName }: Organize): FrameOf {
  const place = (name: string): number => indexByName[name] ?? Number.POSITIVE_INFINITY
  return frame
    .toSorted((a, b) => place(a.name) - place(b.name))
    .map(field => ({ ...field, name: renameByName[field.name] ?? field.name }))
}

function sorted(frame: FrameOf, [by]: ReadonlyArray<{ field: string; desc?: boolean }>): FrameOf {
  const values = frame.find(({ name }) => name === by?.field)?.values
  if (values === undefined) return frame
  const sign = by?.desc ? -1 : 1
  const order = values.map((_, i) => i).toSorted((a, b) => sign * (Number(values[a]) - Number(values[b])))
  return frame.map(field => ({ ...field, values: order.map(i => field.values[i]) }))
}
