// Evidence for a shift of the level under every noise model that is not refuted; the least of them counts.
import { asDoubles, doubles } from '../../core/doubles.ts'
import { type Factors, GRAIN, growRow, leastSize, ROW, rowTotal } from '../evidence/rows.ts'
import { likelihoodsOf, type NoiseState } from './filters.ts'
import { FILTERS, WANDERS } from './models.ts'

/** What the rows are made with, by model; plain JSON. */
export interface RowsFrozen {
  readonly factors: readonly Factors[]
  /** Log evidence at which each model would page. */
  readonly page: readonly number[]
  readonly logThreshold: number
}

/** Plain JSON. `out` and `pageOut` are sets of models, a bit each. */
export interface RowsState {
  /** Of the models that are still asked, for watches or for pages, one row after another. */
  readonly rows: number[]
  /** What a start weighs under each model. */
  readonly starts: readonly number[]
  readonly out: number
  readonly pageOut: number
  /** Points since the models were last weighed against each other. */
  due: number
  /** How many nats more than usual a refutation takes: it was wrong before. */
  readonly stricter: number
}

/** Models are weighed against each other once in so many points. */
const EVERY = 24
/** A model that has not been refuted for pages trails by less than this. */
const PAGE_BAR = 8
/** A twin goes where the same model without it leads by so much. */
const TWIN_BAR = 8
/** Start weights: a model that leads weighs down to exp(-5), one that trails up to exp(2). */
const LIGHTEST = -5
const HEAVIEST = 2
/** By how much a followed volatility, or a wander, must lead before it is held against plain AR(1). */
const VOLATILITY_PRICE = 5
const WANDER_PRICE = 8
/** A refuted model that trails by less than this is taken in again, unless an alarm is near. */
const READMIT = 1
const NEAR = 0.6
const FAR_FROM_PAGE = 0.5

export function startRows({ factors }: RowsFrozen, stricter = 0): RowsState {
  return {
    rows: doubles(ROW * factors.length),
    starts: asDoubles(factors.map(() => 1)),
    out: 0,
    pageOut: 0,
    due: 0,
    stricter,
  }
}

/** The same with every model asked again, and nothing gathered. */
export function emptied(state: RowsState): RowsState {
  return { ...state, rows: doubles(ROW * state.starts.length), out: 0, pageOut: 0 }
}

/** The factors of all models one after another, as flat numbers: what is frozen is a list that is read many times as slowly. */
const flattened = new WeakMap<RowsFrozen, Float64Array>()

function factorsOf(frozen: RowsFrozen): Float64Array {
  const known = flattened.get(frozen)
  if (known !== undefined) return known
  const flat = Float64Array.from(frozen.factors.flat())
  flattened.set(frozen, flat)
  return flat
}

/** One that `stepRows` may write to. */
export function copyRows({ rows, starts, out, pageOut, due, stricter }: RowsState): RowsState {
  return { rows: rows.slice(), starts, out, pageOut, due, stricter }
}

/** The state after a point: the same, which is written to, but for when the models are weighed. */
export function stepRows(
  frozen: RowsFrozen,
  state: RowsState,
  noise: NoiseState,
  innovations: readonly number[],
): RowsState {
  const factors = factorsOf(frozen)
  const { starts, rows } = state
  const gone = state.out & state.pageOut
  let offset = 0
  for (let model = 0; offset < rows.length; model += 1) {
    if ((gone >> model) & 1) continue
    growRow(rows, offset, factors, ROW * model, innovations[model] as number, starts[model] as number)
    offset += ROW
  }
  if (starts.length === 1) return state
  state.due += 1
  return state.due < EVERY ? state : weighModels(frozen, state, noise)
}

/** Weighs the models by what they made likely so far. */
function weighModels(frozen: RowsFrozen, state: RowsState, noise: NoiseState): RowsState {
  const models = frozen.factors.length
  const said = likelihoodsOf(noise)
  const of = (model: number): number => said[model] as number
  let wander = Number.NEGATIVE_INFINITY
  for (let model = 1; model < models; model += 1)
    if (model !== FILTERS && of(model) > wander) wander = of(model)
  const leading = Math.max(of(0), of(FILTERS) - VOLATILITY_PRICE, wander - VOLATILITY_PRICE - WANDER_PRICE)
  const total = agreed(state)
  const near = total.up + total.down >= Math.exp(NEAR * frozen.logThreshold)
  const paging = plainTotal(state) >= Math.exp(FAR_FROM_PAGE * frozen.logThreshold)
  let { out, pageOut } = state
  for (let model = 1; model < models; model += 1) {
    const filter = model % FILTERS
    const twin = model >= FILTERS
    const trails = {
      lead: (twin && filter > 0 ? of(FILTERS) : leading) - of(model),
      own: twin ? of(filter) - of(model) : Number.NEGATIVE_INFINITY,
      stricter: state.stricter,
    }
    const bar = filter === 0 ? WANDER_PRICE : (WANDERS[filter]?.bar ?? 0)
    out = member(out, model, trails, bar, near)
    if (!paging || !isRefuted(trails, PAGE_BAR)) pageOut = member(pageOut, model, trails, PAGE_BAR, near)
  }
  const starts = said.slice()
  for (let model = 0; model < models; model += 1) {
    const weight = Math.exp(clamp(leading - of(model), LIGHTEST, model === 0 ? 0 : HEAVIEST))
    starts[model] = Math.round(weight * 1e5) / 1e5
  }
  const rows = rowsOf(state, out & pageOut, models)
  return { rows, starts, out, pageOut, due: 0, stricter: state.stricter }
}

/** The rows of the models that are not gone; those that come back begin with nothing. */
function rowsOf({ rows, out, pageOut }: RowsState, gone: number, models: number): number[] {
  const before = out & pageOut
  if (gone === before) return rows
  let kept = 0
  for (let model = 0; model < models; model += 1) if (((gone >> model) & 1) === 0) kept += 1
  const next = doubles(ROW * kept)
  let from = 0
  let to = 0
  for (let model = 0; model < models; model += 1) {
    const there = ((before >> model) & 1) === 0
    const stays = ((gone >> model) & 1) === 0
    if (there && stays)
      for (let place = 0; place < ROW; place += 1) next[to + place] = rows[from + place] as number
    if (there) from += ROW
    if (stays) to += ROW
  }
  return next
}

/** Evidence of either direction under AR(1) alone. */
export function plainTotal({ rows }: RowsState): number {
  return GRAIN * (rowTotal(rows, 0, 'up') + rowTotal(rows, 0, 'down'))
}

/** By how much a model trails what leads, and its own likes of constant volatility; in nats. */
interface Trails {
  lead: number
  own: number
  stricter: number
}

function isRefuted({ lead, own, stricter }: Trails, bar: number): boolean {
  return lead > bar + stricter || own > TWIN_BAR + stricter
}

/** The set with the model in it where it is refuted, without it where it no longer is and no alarm is near. */
function member(set: number, model: number, trails: Trails, bar: number, near: boolean): number {
  const bit = 1 << model
  if (isRefuted(trails, bar)) return set | bit
  const back = trails.lead < READMIT && trails.own < READMIT && !near
  return back ? set & ~bit : set
}

/** Evidence by direction: the least under any model that is not refuted. AR(1) alone never is. */
export function agreed({ rows, out, pageOut }: RowsState): { up: number; down: number } {
  const gone = out & pageOut
  let up = Number.POSITIVE_INFINITY
  let down = Number.POSITIVE_INFINITY
  let offset = 0
  for (let model = 0; offset < rows.length; model += 1) {
    if ((gone >> model) & 1) continue
    if (((out >> model) & 1) === 0) {
      up = Math.min(up, GRAIN * rowTotal(rows, offset, 'up'))
      down = Math.min(down, GRAIN * rowTotal(rows, offset, 'down'))
    }
    offset += ROW
  }
  return { up, down }
}

/** Whether every model that is not refuted for pages has passed its own page level, by direction. */
export function agreedPages(frozen: RowsFrozen, { rows, out, pageOut }: RowsState): Pages {
  const gone = out & pageOut
  let up = true
  let down = true
  let offset = 0
  for (let model = 0; offset < rows.length; model += 1) {
    if ((gone >> model) & 1) continue
    if (((pageOut >> model) & 1) === 0) {
      const page = frozen.page[model] as number
      up &&= Math.log(GRAIN * rowTotal(rows, offset, 'up')) >= page
      down &&= Math.log(GRAIN * rowTotal(rows, offset, 'down')) >= page
    }
    offset += ROW
  }
  return { up, down }
}

interface Pages {
  readonly up: boolean
  readonly down: boolean
}

/** The least size of shift that AR(1) alone still speaks for, in its innovations' standard deviations. */
export function agreedSize({ rows }: RowsState, direction: 'up' | 'down'): number {
  return leastSize(rows, 0, direction)
}

/** Log likelihood by which some wander of constant volatility leads AR(1) alone; negative where none does. */
export function wanderLead(noise: NoiseState): number {
  return leadOf(noise, FILTERS)
}

/** The same of any model, a followed volatility included. */
export function rivalLead(noise: NoiseState): number {
  return leadOf(noise, 2 * FILTERS)
}

function leadOf(noise: NoiseState, models: number): number {
  const said = likelihoodsOf(noise)
  return Math.max(...said.slice(1, models)) - (said[0] as number)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
