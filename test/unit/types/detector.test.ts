// The contract of a detector, as its author meets it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import type { ChangeKind } from '../../../src/detection/change.ts'
import type { Detector, Evidence } from '../../../src/detection/detectors/detector.ts'
import { type Fits, fails, holds } from '../../support/types.ts'

interface State {
  readonly count: number
}

test('a step gives the next state and evidence, or none', () => {
  holds<Fits<readonly [State, null], ReturnType<Detector<State>['step']>>>()
  fails<Fits<State, ReturnType<Detector<State>['step']>>>()
})

test('a baseline of which it has nothing to say gets no state', () => {
  holds<Fits<null, ReturnType<Detector<State>['init']>>>()
})

test('it names the kinds that it raises, of those that are registered', () => {
  holds<Fits<['level'], Detector['kinds']>>()
  fails<Fits<['anomaly'], Detector['kinds']>>()
  fails<Fits<Omit<Detector, 'kinds'>, Detector>>()
})

test('evidence is a number with a kind and a direction', () => {
  fails<Fits<{ log: number }, Evidence>>()
  holds<Fits<ChangeKind, Evidence['kind']>>()
})
