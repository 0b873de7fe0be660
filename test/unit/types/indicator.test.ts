// The contract of an indicator, as its author meets it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import type { Estimate, Family, Indicator, Unit } from '../../../src/indicators/indicator.ts'
import type { LifecycleKind } from '../../../src/lifecycles/registry.ts'
import { type Fits, fails, holds } from '../../support/types.ts'

test('an estimate is a value with its interval and n, or a reason', () => {
  holds<Fits<{ ok: true; value: number; lower: number; upper: number; n: number }, Estimate>>()
  holds<Fits<{ ok: false; reason: 'insufficient'; n: number }, Estimate>>()
  fails<Fits<{ ok: true; value: number; n: number }, Estimate>>()
  fails<Fits<{ ok: true; value: null; lower: number; upper: number; n: number }, Estimate>>()
  fails<Fits<{ ok: false; reason: 'bored'; n: number }, Estimate>>()
})

test('whether it is watched by default and rests on starts must be said', () => {
  fails<Fits<Omit<Indicator, 'watchedByDefault'>, Indicator>>()
  fails<Fits<Omit<Indicator, 'readsStarts'>, Indicator>>()
})

test('its unit, family, good direction and kind come from closed lists', () => {
  holds<Fits<'seconds' | 'ratio' | 'count' | 'unitless', Unit>>()
  fails<Fits<'ms', Unit>>()
  fails<Fits<'normal', Family>>()
  holds<Fits<null, Indicator['goodDirection']>>()
  fails<Fits<'sideways', Indicator['goodDirection']>>()
})

test('a kind of lifecycle that nobody registered cannot be named', () => {
  holds<Fits<'task' | 'claim' | 'roi' | 'observation' | 'sample', LifecycleKind>>()
  fails<Fits<string, LifecycleKind>>()
  fails<Fits<'ledger', LifecycleKind>>()
})

test('it is split by labels that some kind of lifecycle declares', () => {
  holds<Fits<['task_type', 'model'], Indicator['by']>>()
  fails<Fits<['task_typ'], Indicator['by']>>()
  fails<Fits<[string], Indicator['by']>>()
})
