// Every indicator there is, by name.
import { distinct } from '../core/names/distinct.ts'
import type { Indicator } from './indicator.ts'
import { files, members } from './members.ts'

export const indicators: readonly Indicator[] = distinct(members, files, ({ name }) => name)

export function indicatorNamed(name: string): Indicator | null {
  return indicators.find(indicator => indicator.name === name) ?? null
}
