// Every indicator there is, by name.
import type { Indicator } from './indicator.ts'
import { members } from './members.ts'

export const indicators: readonly Indicator[] = members

export function indicatorNamed(name: string): Indicator | null {
  return indicators.find(indicator => indicator.name === name) ?? null
}
