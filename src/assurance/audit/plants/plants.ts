// Every fault that an audit plants in a series.
import { level } from './level.ts'
import { missing } from './missing.ts'
import { placebo } from './placebo.ts'
import type { Plant } from './plant.ts'
import { slope } from './slope.ts'
import { spread } from './spread.ts'
import { stuck } from './stuck.ts'
import { tail } from './tail.ts'

export const PLANTS: readonly Plant[] = [level, slope, spread, tail, missing, stuck, placebo]
