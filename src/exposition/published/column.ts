// The samples of a metric that has one for each series: their numbers, and the lines that are made of them. What is the same as it was is kept, and
// only blocks in which a number or a label is another are written anew.
import type { Sliced } from '../../core/turns/pause.ts'
import { Lines } from '../formats/lines.ts'
import { renderHead } from '../formats/text.ts'
import { labelText } from '../labels.ts'
import type { MetricFamily } from '../metric.ts'

export interface Column {
  readonly parts: readonly Part[]
  /** Head and lines as the text format has them; nothing where there is no sample. */
  readonly text: Buffer
}

/** What a block has of the metric. */
export interface Values {
  readonly indicator: string
  /** Of each series, its own labels as they are written. */
  readonly texts: readonly string[]
  /** NaN: the series has no sample. */
  readonly values: Float64Array
  /** What the metric adds before the labels of each, as it is written: `state="fresh",`. Null where it adds nothing to any. */
  readonly about: readonly string[] | null
}

export interface Part extends Values {
  /** Bytes of its lines. */
  readonly size: number
}

/** `before` where nothing has changed since. Of `values` those without a sample are left out by the caller. */
export function* columnOf(
  family: MetricFamily,
  values: readonly Values[],
  before: Column | undefined,
): Sliced<Column> {
  const head = Buffer.from(renderHead(family))
  const known = placesIn(before, head.length)
  const lines = new Lines()
  const parts: Part[] = []
  const pieces: Piece[] = []
  let size = head.length
  for (const one of values) {
    const old = known.get(one.texts)
    if (old !== undefined && isSame(old.part, one)) {
      parts.push(old.part)
      pieces.push(old)
    } else {
      const from = lines.length
      write(lines, family, one)
      const part = { ...one, about: shared(one.about, old?.part.about), size: lines.length - from }
      parts.push(part)
      pieces.push({ part, from: null })
    }
    size += parts.at(-1)?.size ?? 0
    yield
  }
  const isAsBefore = lines.length === 0 && parts.length === before?.parts.length
  if (isAsBefore && before !== undefined) return before
  return { parts, text: parts.length === 0 ? NOTHING : joined(size, head, pieces, lines.take(), before) }
}

const NOTHING = Buffer.alloc(0)

/** A part, and where its lines begin in the text of before; null: they are new. */
interface Piece {
  part: Part
  from: number | null
}

function placesIn(before: Column | undefined, head: number): Map<readonly string[], Piece> {
  const known = new Map<readonly string[], Piece>()
  let from = head
  for (const part of before?.parts ?? []) {
    known.set(part.texts, { part, from })
    from += part.size
  }
  return known
}

function joined(
  size: number,
  head: Buffer,
  pieces: readonly Piece[],
  fresh: Buffer,
  before: Column | undefined,
): Buffer {
  // Not from the pool: it is kept.
  const text = Buffer.allocUnsafeSlow(size + 1)
  let at = head.copy(text)
  let next = 0
  for (const { part, from } of pieces) {
    if (from === null) {
      at += fresh.copy(text, at, next, next + part.size)
      next += part.size
    } else at += before?.text.copy(text, at, from, from + part.size) ?? 0
  }
  // Families are set apart by an empty line.
  text.write('\n', at)
  return text
}

function isSame(old: Values, now: Values): boolean {
  const { values } = now
  for (let place = 0; place < values.length; place++) {
    const [was, is] = [old.values[place], values[place]]
    if (was !== is && !(Number.isNaN(was) && Number.isNaN(is))) return false
  }
  if (old.about === null || now.about === null) return old.about === now.about
  return now.about.every((text, place) => text === old.about?.[place])
}

/** Texts that were there before stay the ones that are kept. */
function shared(now: Values['about'], before: Values['about'] | undefined): Values['about'] {
  return now?.map((text, place) => (text === before?.[place] ? before[place] : text)) ?? null
}

function write(lines: Lines, family: MetricFamily, { indicator, texts, values, about }: Values): void {
  const named = isNamed(family) ? `${labelText({ indicator })},` : ''
  const start = `${family.name}{${named}`
  for (const [place, own] of texts.entries()) {
    const value = values[place] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const more = about?.[place] ?? ''
    if (own === '') lines.addPlain(withoutOwn(family.name, named + more), value)
    else lines.add(start, more, own, value)
  }
}

/** Whether its samples say of which indicator they are. */
export function isNamed({ labels }: MetricFamily): boolean {
  return labels.includes('indicator')
}

function withoutOwn(name: string, labels: string): string {
  return labels === '' ? name : `${name}{${labels.slice(0, -1)}}`
}
